import { scaleOf } from "../canvas/scale.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";

/** Keeps the bodies of widgets that stand side by side in `row` at one height, however high the bars above them are. */
export function alignBodies(row: HTMLElement, signal: AbortSignal): void {
  const frame = new FrameThrottle(align, signal);
  const observer = new ResizeObserver(() => frame.offer(row));
  for (const part of row.children) observer.observe(part);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

function align(row: HTMLElement): void {
  const bodies = Array.from(row.querySelectorAll<HTMLElement>(".sw-body"));
  const scale = scaleOf(row);
  const bars = bodies.map((body) => {
    const root = (body.parentElement as HTMLElement).getBoundingClientRect().top;
    const margin = Number.parseFloat(body.style.marginTop) || 0;
    return { root, height: (body.getBoundingClientRect().top - root) / scale - margin };
  });
  const beside = bars.every(({ root }) => Math.abs(root - bars[0].root) < 1);
  const highest = Math.max(...bars.map(({ height }) => height));
  bodies.forEach((body, i) => {
    const margin = beside ? `${highest - bars[i].height}px` : "0px";
    if (body.style.marginTop !== margin) body.style.marginTop = margin;
  });
}
