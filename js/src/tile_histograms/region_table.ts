import { format, formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import type { WireStatistics } from "../wire/wire.ts";

/** The decision boundary in numbers: its length, and the regions of each class with their holes. */
export class RegionTable {
  readonly root = element("section", {
    class: "sw-section sw-facts",
    role: "group",
    "aria-label": "Decision regions",
  });

  set(statistics: WireStatistics | null): void {
    const { root } = this;
    root.hidden = !statistics || statistics.boundary_length === null;
    if (!statistics || statistics.boundary_length === null) return;
    const cells = (tag: "th" | "td", texts: string[]) => texts.map((text) => element(tag, {}, text));
    const row = (name: string, texts: string[]) =>
      element("tr", {}, element("th", { scope: "row" }, name), ...cells("td", texts));
    const head = ["Class", "regions", "holes", "area"].map((text) => element("th", { scope: "col" }, text));
    root.replaceChildren(
      element("p", {}, `Decision boundary: length ${format(statistics.boundary_length)}`),
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...head)),
        element(
          "tbody",
          {},
          ...statistics.classes.map(({ name, components, holes, share }) =>
            row(name, [
              formatCount(components),
              formatCount(holes),
              `${format(Number((100 * share).toFixed(1)))} %`,
            ]),
          ),
        ),
      ),
    );
  }
}
