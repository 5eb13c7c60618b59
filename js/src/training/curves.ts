import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import { guardKeys } from "../interact/host_keys.ts";
import type { CurveTraits, WireFigure } from "../wire/wire.ts";
import { CurveFigure } from "./curve_figure.ts";

/** Figures side by side, of metrics over the checkpoints. */
export class Curves {
  private readonly root = element("div", { class: "sw-root sw-curves" });
  private figures: CurveFigure[] = [];
  private wires: readonly WireFigure[] = [];

  constructor(
    private readonly link: Link<CurveTraits>,
    host: HTMLElement,
  ) {
    host.append(this.root);
    guardKeys(this.root, link.signal);
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.root);
    link.signal.addEventListener("abort", () => observer.disconnect(), { once: true });
    link.listen(["_figures", "steps"], () => this.draw());
    link.listen(["checkpoint", "reference"], () => this.point());
  }

  private draw(): void {
    const [steps, wires] = [this.link.get("steps"), this.link.get("_figures")];
    if (wires.some(({ title }, i) => title !== this.wires[i]?.title) || wires.length !== this.wires.length) {
      const choose = (index: number) => this.choose(index);
      this.figures = wires.map(({ title }) => new CurveFigure(title, choose, this.link.signal));
      this.figures.at(0)?.takeKeys();
      this.root.replaceChildren(...this.figures.map(({ root }) => root));
    }
    this.wires = wires;
    this.figures.forEach((figure, i) => {
      figure.draw(steps, wires[i]);
    });
    this.fit();
    this.point();
  }

  private point(): void {
    const { link } = this;
    for (const figure of this.figures) figure.point(link.get("checkpoint"), link.get("reference"));
  }

  private fit(): void {
    for (const figure of this.figures) figure.fit();
  }

  private choose(index: number): void {
    this.link.send({ _clicked: { index, seq: (this.link.get("_clicked").seq ?? 0) + 1 } });
  }
}
