import type { Showing } from "../canvas/screen.ts";
import type { Theme } from "../canvas/theme.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { MapData } from "../scatter/map_data.ts";
import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import { type Point, present } from "../wire/wire.ts";
import { DataMap } from "./data_map.ts";
import { MapSection } from "./map_section.ts";

/** The data map with its section, kept in traits: what of the data anchors are, and how others are drawn. */
export class MapLink {
  readonly root: HTMLElement;
  private readonly map: DataMap;
  private readonly section: MapSection;
  private images = false;

  /** `dragged` sends that an anchor has been moved, and `gesture` is the one that is going on. */
  constructor(
    private readonly link: NumberedLink,
    dragged: (index: number, at: Point, done: boolean, sample: number | null) => number,
    gesture: () => number,
  ) {
    const { signal } = link;
    this.map = new DataMap(
      {
        moved: dragged,
        chosen: (index) => this.section.setChosen(index),
        wanted: (row) => this.images && link.send({ _pointed_sample: row }),
      },
      signal,
    );
    const triples = link.queue("_triple");
    this.section = new MapSection(
      this.map.root,
      {
        drawn: (classes) => {
          const triple = { classes, seq: link.nextSeq() };
          const began = gesture();
          this.map.hand.choose(null);
          triples.offer(triple.seq, () => link.send({ _triple: triple, _gesture: began }));
        },
        snapped: (snap_to_data) => link.send({ snap_to_data }),
        chosen: (index) => this.map.hand.choose(index),
      },
      signal,
    );
    this.root = this.section.root;
    link.listen(["_map"], () => {
      const wire = link.get("_map");
      const data = present(wire) ? new MapData(wire) : null;
      this.map.setData(data);
      this.section.setData(data);
    });
    link.listen(["snap_to_data"], () => {
      this.map.hand.snapping = link.get("snap_to_data");
      this.section.setSnapping(link.get("snap_to_data"));
    });
    link.listen(["_sample"], () => {
      const sample = link.get("_sample");
      if (!present(sample)) return;
      const [height, width, channels = 1] = sample.shape;
      this.map.hand.setImage(sample.row, opaque(decode(sample.pixels, ["uint8"]), channels), width, height);
    });
  }

  get dragging(): boolean {
    return this.map.handles.dragging;
  }

  setTheme(theme: Theme): void {
    this.map.setTheme(theme);
  }

  setShowing(showing: Showing): void {
    this.map.setShowing(showing);
  }

  /** Anchors as a picture has them. */
  setPicture(picture: Picture, names: readonly string[]): void {
    this.images = picture.image !== null;
    const samples = this.link.get("anchor_samples");
    this.map.setAnchors(picture.handles, names, samples, picture.seq);
    this.section.setAnchors(names, samples);
  }

  /** Handles go back to where the tiles are. */
  letGo(): void {
    this.map.handles.letGo();
  }
}

/** RGBA of gray, or of red, green and blue. */
function opaque(values: ArrayLike<number>, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray((4 * values.length) / channels).fill(255);
  for (let i = 0; i < pixels.length / 4; i++)
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = values[i * channels + (channels === 3 ? c : 0)];
  return pixels;
}
