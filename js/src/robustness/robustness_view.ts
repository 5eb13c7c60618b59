import { format } from "../color/numbers.ts";
import { ScaleSlider } from "../controls/scale_slider.ts";
import { element, setText } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { coreOf } from "../shapes/roles.ts";
import { decode } from "../wire/decode.ts";
import type { ImagePlane } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import {
  type Point,
  present,
  type RobustnessTraits,
  type ShapeRole,
  type WireAttack,
  type WireRobustness,
} from "../wire/wire.ts";
import { AROUND_A_POINT } from "./gestures.ts";
import { Row, type Told } from "./rows.ts";

const EMPTY = "Nothing to show yet: give the view a classifier.";
const UPPER = "found by PGD: an upper bound on the distance";
const NONE = "PGD found no other class within the radius, which proves nothing";

/** How far a prediction holds around a point of the slice beside it, and where attacks end. */
export class RobustnessView {
  private readonly frame: Frame<Beside<RobustnessTraits>>;
  private readonly rows: Readonly<Record<"point" | "certificate" | "nearest" | "plane" | "inputs", Row>>;
  private readonly list = element("div", { class: "sw-robust-list", role: "list" });
  private readonly slope = element("p", { class: "sw-robust-slope" });
  private readonly slider: ScaleSlider;
  private readonly seen: SeenPictures;
  private image: ImagePlane | null = null;

  constructor(
    private readonly link: Link<Beside<RobustnessTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.seen = new SeenPictures(link.get("_most_kept"));
    const events = {
      moved: () => {},
      chosen: (scale: number) => this.choose(scale),
    };
    this.slider = new ScaleSlider(
      "Radius",
      "Radius of the search, and of the Lipschitz constant",
      events,
      signal,
    );
    const buttons = element("div", { class: "sw-robust-buttons" });
    const bar = element("div", { class: "sw-robust-tools" }, this.slider.root, buttons);
    this.frame = new Frame(link, host, { bars: [bar], gestures: AROUND_A_POINT, empty: EMPTY });
    const { frame } = this;
    frame.root.classList.add("sw-robustness-view");
    frame.steps("point", buttons);
    const row = (role: ShapeRole) => new Row(role, coreOf(role));
    this.rows = {
      point: row("point"),
      certificate: row("certificate"),
      nearest: row("nearest"),
      plane: row("attack"),
      inputs: row("attack"),
    };
    this.list.append(...Object.values(this.rows).map(({ root }) => root));
    const words = new WaitingWords();
    const view = element("div", { class: "sw-robust-view" }, this.list, this.slope, words.root);
    frame.main.append(view, frame.status.root);
    frame.panel.remove();
    frame.speakOver(view, words);
    link.listen(["_picture"], () => {
      const wire = link.get("_picture");
      const picture = present(wire) ? this.seen.read(wire) : null;
      if (picture) this.image = picture.image;
      this.show();
    });
    link.listen(["_found", "class_names", "radius"], () => this.show());
  }

  /** A factor of the usual radius; 1 is that itself. */
  private choose(scale: number): void {
    const found = this.link.get("_found");
    if (present(found)) this.link.send({ radius: scale === 1 ? null : scale * found.usual_radius });
  }

  private show(): void {
    const found = this.link.get("_found");
    this.frame.setBlank(!present(found));
    this.list.hidden = this.slope.hidden = !present(found);
    if (!present(found)) return;
    const { in_plane: plane, in_inputs: inputs } = found;
    const distances = [
      found.certified_radius,
      found.distance,
      plane?.distance,
      inputs?.distance,
      found.radius,
    ];
    const longest = Math.max(...distances.map((each) => each ?? 0)) || 1;
    const { rows } = this;
    rows.point.set(this.pointOf(found), longest);
    rows.certificate.set(this.certificateOf(found), longest);
    rows.nearest.set(this.nearestOf(found), longest);
    rows.plane.set(plane ? this.attackOf(plane, found.flat ? "PGD" : "PGD in the plane", "") : null, longest);
    const off = inputs
      ? `, ${format(inputs.off_plane)} off the plane: its place on the slice is only the nearest`
      : "";
    rows.inputs.set(inputs ? this.attackOf(inputs, "PGD in all inputs", off) : null, longest);
    const where = found.tile < 0 ? "" : `, attained on the outlined tile ${found.tile}`;
    setText(
      this.slope,
      `Local Lipschitz constant on the disc of radius ${format(found.radius)}, within the slice: ` +
        `${format(found.lipschitz)}${where}.`,
    );
    this.slider.set((this.link.get("radius") ?? found.usual_radius) / found.usual_radius);
  }

  private pointOf(found: WireRobustness): Told {
    const [u, v] = found.point;
    const note = found.flat ? `the input (${format(u)}, ${format(v)})` : `at u ${format(u)}, v ${format(v)}`;
    return this.told({ name: "Point", note, predicted: found.predicted, image: this.imageAt(found.point) });
  }

  private certificateOf(found: WireRobustness): Told {
    const place = found.flat ? "in the window" : "in the plane of the slice only";
    const note = found.at_border
      ? "exact, but ended by the window: a wider one may certify more"
      : `exact, ${place}: no other class in the disc`;
    return this.told({ name: "Certified radius", note, distance: found.certified_radius });
  }

  private nearestOf(found: WireRobustness): Told {
    if (found.nearest === null)
      return this.told({ name: "Nearest boundary", note: "exact", words: "none in the window" });
    const note = found.at_border ? "exact in the window; beyond it one may be nearer" : "exact in the slice";
    return this.told({
      name: "Nearest boundary",
      note,
      distance: found.distance,
      predicted: found.other,
      image: this.imageAt(found.nearest),
    });
  }

  private attackOf(attack: WireAttack, name: string, off: string): Told {
    const { pixels, distance, succeeded, predicted, at } = attack;
    let image = this.imageAt(at);
    if (pixels && image) {
      const origin = decode(pixels, ["float32"]);
      image = { plane: { ...image.plane, origin, axes: new Float32Array(2 * origin.length) }, at: [0, 0] };
    }
    return this.told({ name, note: (succeeded ? UPPER : NONE) + off, distance, predicted, image });
  }

  private imageAt(at: Point): Told["image"] {
    return this.image && { plane: this.image, at };
  }

  private told(told: Partial<Told>): Told {
    const all = { name: "", note: "", distance: null, words: "", predicted: "", image: null, ...told };
    return { ...all, index: this.link.get("class_names").indexOf(all.predicted) };
  }
}
