import { cssColor } from "../canvas/theme.ts";
import { element } from "../dom/element.ts";
import type { DotGroup, StrokeGroup } from "./content.ts";

/** What the dots and lines in space are: a sign as they look, and a name. */
export class MarkKey {
  readonly root = element("section", {
    class: "sw-section sw-key",
    hidden: true,
    role: "group",
    "aria-label": "Dots and lines",
  });

  /** Groups without a name, or without anything in them, are left out. */
  set(groups: readonly (DotGroup | StrokeGroup)[]): void {
    const shown = groups.filter((group) => group.name !== "" && marksIn(group) > 0);
    this.root.hidden = shown.length === 0;
    const names = shown.map(({ name }) => name).join("\n");
    if (this.root.dataset.drawn === names) return;
    this.root.dataset.drawn = names;
    this.root.replaceChildren(
      ...shown.map((group) => element("div", { class: "sw-legend-item" }, signOf(group), group.name)),
    );
  }
}

function marksIn(group: DotGroup | StrokeGroup): number {
  return "ends" in group ? group.ends.length : group.positions.length;
}

function signOf(group: DotGroup | StrokeGroup): HTMLElement {
  const sign = element("span", { class: "sw-key-sign", "aria-hidden": "true" });
  const mark = element("span");
  if ("ends" in group) {
    const { core, width } = group.style;
    const [r, g, b] = core;
    mark.style.cssText = `width: 16px; height: ${width}px; background: ${cssColor([r, g, b])}`;
  } else {
    const { core, rim, radius, margin } = group.style;
    mark.style.cssText =
      `width: ${2 * radius}px; height: ${2 * radius}px; border: ${margin}px solid ${cssColor(rim)}; ` +
      `border-radius: 50%; background: ${cssColor(core)}`;
  }
  sign.append(mark);
  return sign;
}
