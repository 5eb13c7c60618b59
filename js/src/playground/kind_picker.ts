import { cssColor } from "../canvas/theme.ts";
import { classColor } from "../color/palette.ts";
import { element, svg } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { DataKind, PlaygroundTraits } from "../wire/wire.ts";

/** A point of a thumbnail, from -1 to 1, and its class: as Python makes them. */
type Speck = readonly [x: number, y: number, label: number];

const COUNT = 10;
const GOLDEN = 0.618; // turns from one seed to the next
/** A class along a curve, t from 0 to 1. */
const along = (label: number, curve: (t: number) => readonly [number, number]): Speck[] =>
  Array.from({ length: COUNT }, (_, i) => [...curve(i / (COUNT - 1)), label]);
const turned = (radius: number, turns: number, [x, y] = [0, 0]): [number, number] => [
  x + radius * Math.cos(2 * Math.PI * turns),
  y + radius * Math.sin(2 * Math.PI * turns),
];
const ring = (label: number, radius: number) =>
  along(label, (t) => turned(radius, (t * (COUNT - 1)) / COUNT));
/** Sunflower seeds round a center. */
const cloud = (label: number, center: [number, number]) =>
  along(label, (t) => turned(0.45 * Math.sqrt(t), (COUNT - 1) * GOLDEN * t, center));
const squares = [-0.75, -0.25, 0.25, 0.75];
const PENCIL = "M9 23l1.2-4.6L20 8.6l3.4 3.4-9.8 9.8zM17.6 11l3.4 3.4";

const KINDS: readonly (readonly [DataKind, string, readonly Speck[]])[] = [
  [
    "moons",
    "Moons: two half circles that reach into each other",
    [
      ...along(0, (t) => turned(0.62, t / 2, [-0.32, -0.22])),
      ...along(1, (t) => turned(0.62, 0.5 + t / 2, [0.32, 0.22])),
    ],
  ],
  [
    "spirals",
    "Spirals: two that wind round each other",
    [0, 1].flatMap((label) => along(label, (t) => turned(0.2 + 0.75 * t, 0.85 * t + label / 2))),
  ],
  ["circles", "Circles: one within the other", [...ring(0, 0.4), ...ring(1, 0.9)]],
  [
    "checkerboard",
    "Checkerboard: squares of alternating classes",
    squares.flatMap((x) => squares.map((y) => [x, y, x * y > 0 ? 0 : 1] as const)),
  ],
  [
    "gaussians",
    "Gaussians: clouds of normally distributed points",
    [...cloud(0, [0.42, 0.42]), ...cloud(1, [-0.42, -0.42])],
  ],
  [
    "formula",
    "Formula: numbers from a formula of your own, or, with cross-entropy, whether they are positive",
    [],
  ],
  ["drawn", "Draw: points of your own, by hand", []],
];

/** Buttons with small pictures of the kinds of data, of which one is chosen. */
export function kindPicker(link: Link<PlaygroundTraits>): HTMLElement {
  const buttons = KINDS.map(([kind, title, specks]) => {
    const [name] = title.split(":");
    const button = element(
      "button",
      { type: "button", class: "sw-kind", title, "aria-label": name },
      kind === "formula" ? element("span", { class: "sw-kind-formula" }, "f(x)") : thumbnail(specks),
    );
    button.addEventListener("click", () => link.send({ data: kind }), { signal: link.signal });
    return [kind, button] as const;
  });
  link.listen(["data"], () => {
    for (const [kind, button] of buttons)
      button.setAttribute("aria-pressed", String(kind === link.get("data")));
  });
  const nodes = buttons.map(([, button]) => button);
  return element("div", { class: "sw-kinds", role: "group", "aria-label": "Data" }, ...nodes);
}

/** Specks, or a pencil where there are none. */
function thumbnail(specks: readonly Speck[]): SVGElement {
  const dots = specks.map(([x, y, label]) =>
    svg("circle", {
      cx: (16 + 14 * x).toFixed(1),
      cy: (16 - 14 * y).toFixed(1),
      r: 1.7,
      fill: cssColor(classColor(label)),
    }),
  );
  const drawing = dots.length > 0 ? dots : [svg("path", { d: PENCIL, class: "sw-icon" })];
  return svg("svg", { viewBox: "0 0 32 32", width: 32, height: 32, "aria-hidden": "true" }, ...drawing);
}
