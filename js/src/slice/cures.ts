import { zoomed } from "../canvas/box.ts";
import type { Cure } from "../frame/complaint.ts";
import type { Viewport } from "./viewport.ts";

/** What a button can do about errors of a window, which name it. */
export function cures(viewport: Pick<Viewport, "box" | "go" | "goHome">): Cure[] {
  const zoom = (factor: number) => viewport.go(zoomed(viewport.box, factor));
  return [
    { label: "Zoom in", named: /zoom in/i, act: () => zoom(2) },
    { label: "Zoom out", named: /zoom out/i, act: () => zoom(0.5) },
    { label: "Whole slice", named: /zoom|view/i, act: () => viewport.goHome() },
  ];
}
