import { type Picture, readPicture } from "./picture.ts";
import type { WireAgain, WirePicture } from "./wire.ts";

/** Pictures that came, so that Python may call for one again by its number: those used last, and one in any case. */
export class SeenPictures {
  /** The last used at the end. */
  private pictures: Picture[] = [];

  /** `mostTiles` is how many tiles the pictures may have together. */
  constructor(private readonly mostTiles: number) {}

  /** The picture of a number; null when it is there no more. */
  find(id: number): Picture | null {
    return this.pictures.find((picture) => picture.id === id) ?? null;
  }

  /** The picture that is meant; null when it is there no more. */
  read(wire: WirePicture | WireAgain): Picture | null {
    const known = this.find(wire.id);
    const picture = "positions" in wire ? fresh(wire, known) : again(wire, known);
    if (picture === null) return null;
    this.pictures = [...this.pictures.filter((other) => other !== known), picture];
    let tiles = picture.tileCount;
    for (let i = this.pictures.length - 2; i >= 0; i--) {
      tiles += this.pictures[i].tileCount;
      if (tiles > this.mostTiles) {
        this.pictures.splice(0, i + 1);
        break;
      }
    }
    return picture;
  }
}

function fresh(wire: WirePicture, known: Picture | null): Picture {
  return known?.wire === wire ? known : readPicture(wire);
}

function again(wire: WireAgain, known: Picture | null): Picture | null {
  if (known === null || known.wire === wire) return known;
  return { ...known, wire, seq: wire.seq, anchors: wire.anchors, handles: wire.handles };
}
