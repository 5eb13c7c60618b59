import { element, svg } from "./element.ts";

// 16 x 16, stroked with the current color.
const PATHS = {
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.8V13h8V6.8",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  dice: "M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5.5 5.5h.01M10.5 5.5h.01M8 8h.01M5.5 10.5h.01M10.5 10.5h.01",
  play: "M5 3.5v9l7.5-4.5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  previous: "M12 3.5 6.5 8l5.5 4.5zM4 3.5v9",
  next: "M4 3.5 9.5 8 4 12.5zM12 3.5v9",
  loop: "M3 8V7a3 3 0 0 1 3-3h6.5M10.5 2l2 2-2 2M13 8v1a3 3 0 0 1-3 3H3.5M5.5 14l-2-2 2-2",
  undo: "M4 6.5h5.5a3.5 3.5 0 0 1 0 7H6M6.5 3.5l-3 3 3 3",
  reset: "M3.4 8a4.6 4.6 0 1 0 1.7-3.6L3.5 5.7M3.5 2.7v3h3",
  redo: "M12 6.5H6.5a3.5 3.5 0 0 0 0 7H10M9.5 3.5l3 3-3 3",
  save: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 11.5v2h11v-2",
  copy: "M6 6h7.5v7.5H6zM4 10H2.5V2.5H10V4",
  fullscreen: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  help: "M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.8.4-1.1.9-1.1 1.8M8 12.2h.01",
  close: "M4 4l8 8M12 4l-8 8",
  tessellation: "M1.5 11.5 5.5 4.5h9l-4 7zM6 11.5l2-3.5M8 8 6.7 4.5M8 8h4.5",
  surface: "M1.5 7c2-4.5 4.5-4.5 6.5-1.5s4.5 3 6.5-1.5v6c-2 4.5-4.5 4.5-6.5 1.5s-4.5-3-6.5 1.5z",
  wire: "M2 12.5 8 3l6 9.5zM5 7.7h6M8 12.5 5 7.7M8 12.5l3-4.8",
  data: "M3 10.5a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0M6.8 4.5a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0M10.6 11a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0",
  degenerate: "M2.5 12.5l6-8.5M12.2 10.5h.01",
  samples:
    "M3 11a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M5 5a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M8 9.5a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M12 12a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M11 5.5a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0",
  halfplane: "M2.5 13.5l11-11M7.5 13.5h6v-6M10.5 13.5l3-3",
  signs: "M2 8h5M4.5 5.5v5M9.5 8h5",
  circles: "M2 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0M7.5 10a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0",
  residuals: "M4.5 3.5v6M11.5 6.5v6M3 9.5h3M10 6.5h3",
  map: "M3 3h10v10H3zM3 9c4 0 3-4 10-4",
  box: "M3 3.5h2M7 3.5h2M11 3.5h2v2M13 7.5v2M13 11.5v1.5h-2M9 13H7M5 13H3v-2M3 9V7M3 5.5v-2",
  lasso:
    "M8 10.2c-3.5 0-5.5-1.6-5.5-3.6S4.8 3 8 3s5.5 1.6 5.5 3.6S11.5 10.2 8 10.2zM5.5 9.8c-1.5.9-1 2.6.5 2.6s1.5 1.2.5 1.8",
  contours: "M2.5 8a5.5 5 0 1 0 11 0a5.5 5 0 1 0-11 0M5.5 8a2.5 2 0 1 0 5 0a2.5 2 0 1 0-5 0",
  minima: "M2 3.5c1.5 10 10.5 10 12 0M7.4 11h1.2",
  trajectory: "M3 13c0-5 4-2 5-5s2-5 5-5",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sw-icon" },
    svg("path", { d: PATHS[name] }),
  );
}

/** A button that shows nothing but an icon; `title` says what it does. */
export function iconButton(
  name: IconName,
  title: string,
  act: () => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const node = element(
    "button",
    { type: "button", class: "sw-button", title, "aria-label": title },
    icon(name),
  );
  node.addEventListener("click", act, { signal });
  return node;
}

/** A five-pointed star around the origin. */
export function starPath(radius: number): string {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : radius * 0.45;
    const angle = (i / 10) * 2 * Math.PI - Math.PI / 2;
    return `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}
