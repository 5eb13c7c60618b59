import type { Choice } from "../color/recoloring.ts";
import type { DepthSlider } from "../controls/depth_slider.ts";
import type { Link } from "../frame/link.ts";
import { ancestors } from "../wire/ancestors.ts";
import type { Picture } from "../wire/picture.ts";
import type { Traits } from "../wire/wire.ts";
import { ancestorFacts } from "./ancestor_facts.ts";
import type { ToldFacts } from "./facts.ts";

type Depths = Pick<Traits, "depth" | "_layers">;

/** So many layers have cut; infinite where all have, as ever. */
export function depthOf(link: Link<Depths>): number {
  const depth = link.get("depth");
  // That of a network of before may be beyond this one's.
  return depth === null || depth > link.get("_layers").length ? Number.POSITIVE_INFINITY : depth;
}

/** What is chosen of colors. */
export function choiceOf(link: Link<Depths & Pick<Traits, "color_range" | "color_scale">>): Choice {
  return { range: link.get("color_range"), scale: link.get("color_scale"), depth: depthOf(link) };
}

/** The tiles of a picture after the first layers: a tessellation of tessellations, all of it from the one picture. */
export class Subdivision {
  private picture: Picture | null = null;

  constructor(
    private readonly link: Link<Depths>,
    private readonly slider: DepthSlider,
  ) {
    link.listen(["depth", "_layers"], () => this.show());
  }

  setPicture(picture: Picture | null): void {
    this.picture = picture;
    this.show();
  }

  /** So many layers have cut; infinite where all have, as ever. */
  get depth(): number {
    return depthOf(this.link);
  }

  /** What a page knows of the tile that some tile was cut from; null where tiles are shown as they are. */
  facts(tile: number): ToldFacts | null {
    const { picture, depth } = this;
    if (!picture || depth === Number.POSITIVE_INFINITY) return null;
    return ancestorFacts(picture, tile, depth, this.link.get("_layers"));
  }

  private show(): void {
    const { picture, depth, slider } = this;
    const names = this.link.get("_layers").map(({ name }) => name);
    const all = depth === Number.POSITIVE_INFINITY;
    // How many there are is found only once somebody looks.
    const count = picture && !all ? ancestors(picture, depth).count : (picture?.tileCount ?? 0);
    slider.setPossible(names.length > 1 && picture !== null && picture.grid === null);
    slider.set(names, all ? null : depth, count);
  }
}
