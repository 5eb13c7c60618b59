import { Menu } from "../controls/menu.ts";
import { numberInput } from "../controls/number_input.ts";
import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { ManifoldTraits } from "../wire/wire.ts";

const CHOICES = [
  { name: "pca", label: "Principal components" },
  { name: "outputs", label: "Outputs" },
];

/** Along what many outputs are seen: their principal components, or three of them by their numbers. */
export class AxesMenu {
  readonly root: HTMLElement;
  private readonly menu: Menu;
  private readonly inputs: readonly HTMLInputElement[];
  private outputs: readonly number[] = [0, 1, 2];

  constructor(private readonly link: Link<ManifoldTraits>) {
    const { signal } = link;
    this.menu = new Menu("Axes", "Along what outputs are seen", (name) => this.choose(name), signal);
    this.inputs = ["x", "y", "z"].map((axis) => {
      const name = `Output along ${axis}`;
      const looks = { min: 0, step: 1, title: name, "aria-label": name };
      return numberInput(looks, () => this.type(), signal);
    });
    this.root = element("div", { class: "sw-buttons" }, this.menu.root, ...this.inputs);
    link.listen(["projection", "_output_count"], () => this.show());
  }

  private choose(name: string): void {
    const [x, y, z] = this.outputs;
    this.link.send({ projection: name === "pca" ? "pca" : [x, y, z] });
  }

  /** What is no number, or none of an output, is not taken. */
  private type(): void {
    const last = this.link.get("_output_count") - 1;
    const [x, y, z] = this.inputs.map(({ valueAsNumber }, i) =>
      Number.isNaN(valueAsNumber) ? this.outputs[i] : Math.max(0, Math.min(last, Math.round(valueAsNumber))),
    );
    this.outputs = [x, y, z];
    this.link.send({ projection: [x, y, z] });
    this.show();
  }

  private show(): void {
    const { link, menu, inputs } = this;
    const [projection, count] = [link.get("projection"), link.get("_output_count")];
    this.root.hidden = count <= 3;
    const principal = projection === "pca";
    menu.set(CHOICES, principal ? "pca" : "outputs");
    if (!principal) this.outputs = projection;
    inputs.forEach((input, i) => {
      input.hidden = principal;
      input.max = String(count - 1);
      input.value = String(this.outputs[i]);
    });
  }
}
