import { svg } from "../dom/element.ts";
import type { HandleLooks } from "../slice/handles.ts";

const ROLES = [
  { title: "Move the line", label: "The chosen line: drag to move it, or use the arrow keys" },
  {
    title: "Turn the line",
    label: "The chosen line: drag to turn it about the other handle, or use the arrow keys",
  },
];

/** What the chosen line is held by: a disc to move it, and a ring with arrows to turn it about the disc. */
export const GRIPS: HandleLooks = {
  kind: "sw-grip",
  describe: (index) => ROLES[index],
  sign: (index) => (index === 0 ? disc() : ring()),
};

/** What any line can be taken by, under the pointer. */
export const TAKEN: HandleLooks = {
  kind: "sw-grip sw-taken",
  describe: () => ({
    title: "Drag to move this line, click to choose it",
    label: "The line under the pointer",
  }),
  sign: disc,
};

function disc(): SVGElement {
  return svg("path", { d: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z" });
}

function ring(): SVGElement {
  const arrows = svg("path", {
    class: "sw-turn",
    d: "M-4.2-3.4a5.4 5.4 0 0 1 9.2 1.6M5.4-5v3.4H2M4.2 3.4a5.4 5.4 0 0 1-9.2-1.6M-5.4 5V1.6H-2",
  });
  return svg("g", {}, svg("path", { d: "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0z" }), arrows);
}
