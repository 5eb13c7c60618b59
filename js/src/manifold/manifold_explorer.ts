import type { Toggle } from "../controls/toggles.ts";
import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import type { DotGroup } from "../space/content.ts";
import { type Laid, OnPictures } from "../space/on_pictures.ts";
import { SpaceExplorer } from "../space/space_explorer.ts";
import { memoized } from "../wire/memoized.ts";
import type { ManifoldLayer, ManifoldTraits, WireManifold, WirePoints } from "../wire/wire.ts";
import { type Maybe, present } from "../wire/wire.ts";
import { AxesMenu } from "./axes_menu.ts";
import { hasMarks } from "./degenerate.ts";
import { type Manifold, readManifold, readPoints } from "./manifold.ts";
import { OutputImage } from "./output_image.ts";
import { partsOf, pointedDot } from "./parts.ts";
import { RhoBar } from "./rho_bar.ts";
import { ShareSlider } from "./share_slider.ts";

const TOGGLES: readonly (Toggle & { readonly name: ManifoldLayer })[] = [
  { name: "tiles", label: "Tiles", title: "The image of each latent tile, a flat facet", icon: "surface" },
  { name: "wire", label: "Edges", title: "Edges between the images of tiles", icon: "wire" },
  {
    name: "degenerate",
    label: "Degenerate",
    title: "Tiles whose images have no area: segments and points",
    icon: "degenerate",
  },
  { name: "samples", label: "Samples", title: "Points drawn on the manifold", icon: "samples" },
  { name: "data", label: "Data", title: "Training data", icon: "data" },
];

const SUBJECT = {
  name: "manifold",
  label: "Images of the tiles of the latent space.",
  empty: "Nothing to show yet: give the manifold a generator.",
  toggles: TOGGLES,
} as const;

/** What a ManifoldExplorer has of its own in space: images of latent tiles, samples, and the output pointed at. */
export class ManifoldExplorer {
  private readonly space: SpaceExplorer;
  private readonly slider: ShareSlider;
  private readonly output = new OutputImage();
  private readonly readPoints = memoized(readPoints);
  private manifold: Manifold | null = null;
  private dots: readonly DotGroup[] = [];
  /** While the slider moves ahead of the model. */
  private unfold = 0;

  constructor(
    private readonly link: Link<Beside<ManifoldTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.space = new SpaceExplorer(link, host, SUBJECT);
    this.slider = new ShareSlider(
      "Unfold",
      "Part what lies in one another, by the latent u",
      {
        moved: (unfold) => {
          this.unfold = unfold;
          this.showParts();
        },
        chosen: (unfold) => link.send({ unfold }),
      },
      signal,
    );
    const tools = element("div", { class: "sw-tools sw-below" }, new AxesMenu(link).root, this.slider.root);
    this.space.frame.main.append(tools, new RhoBar(link).root);
    this.space.tiles.facts.root.before(this.output.root);
    new OnPictures<"_manifold", WireManifold>(link, "_manifold", (laid) => this.showManifold(laid));
    this.listen();
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, space } = this;
    link.listen(["unfold"], () => {
      this.unfold = this.slider.set(link.get("unfold"));
    });
    link.listen(["_samples", "_data", "visible", "unfold"], () => this.showParts());
    link.listen(["_pointed"], () => space.showDots(this.withPointed()));
    link.listen(["_pointed", "_images"], () => this.showOutput());
    link.listen(["samples"], () => space.toggles.setPossible(["samples"], link.get("samples") > 0));
    link.listen(["_data"], () => space.toggles.setPossible(["data"], present(link.get("_data"))));
  }

  private showManifold(laid: Laid<WireManifold> | null): void {
    this.manifold = laid && readManifold(laid);
    const { manifold } = this;
    this.slider.root.hidden = !manifold?.flat;
    this.space.toggles.setPossible(["degenerate"], manifold !== null && hasMarks(manifold.degenerate));
    this.showParts();
  }

  private showParts(): void {
    const { link, manifold } = this;
    if (!manifold) {
      this.space.show(null);
      return;
    }
    const [samples, data] = [link.get("_samples"), link.get("_data")].map((each) => this.pointsOf(each));
    const parts = partsOf(manifold, samples, data, link.get("visible"), this.unfold);
    this.dots = parts.dots;
    this.space.show({ ...parts, picture: manifold.picture, dots: this.withPointed() });
  }

  /** What belongs to another manifold has come too early, or too late. */
  private pointsOf(wire: Maybe<WirePoints>): Float32Array | null {
    return present(wire) && wire.manifold === this.manifold?.mesh.id ? this.readPoints(wire) : null;
  }

  private withPointed(): readonly DotGroup[] {
    const { manifold, dots, unfold } = this;
    const pointed = this.link.get("_pointed");
    if (!manifold || !present(pointed) || pointed.resting || pointed.manifold !== manifold.mesh.id)
      return dots;
    return [...dots, pointedDot(manifold, pointed.at, unfold)];
  }

  private showOutput(): void {
    const pointed = this.link.get("_pointed");
    const picture = present(pointed) ? pointed.picture : undefined;
    if (!this.link.get("_images")) this.output.hide();
    else if (present(pointed) && picture) this.output.show(picture, pointed.resting);
  }
}
