import { element, setText } from "../dom/element.ts";
import type { Label } from "./axes.ts";

/** Numbers and names of axes as text over the canvas, in the host's own font. */
export class AxisLabels {
  readonly root = element("div", { class: "sw-axes", "aria-hidden": "true" });

  set(labels: readonly Label[]): void {
    const { children } = this.root;
    while (children.length > labels.length) children[children.length - 1].remove();
    while (children.length < labels.length) this.root.append(element("span"));
    labels.forEach(({ text, at: [x, y], lean, name }, i) => {
      const node = children[i] as HTMLElement;
      setText(node, text);
      node.className = name ? "sw-axis-name" : "sw-axis-tick";
      const [left, top] = lean.map((way) => `${(50 * (way - 1)).toFixed(1)}%`);
      node.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(${left}, ${top})`;
    });
  }
}
