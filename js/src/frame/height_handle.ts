import { element } from "../dom/element.ts";
import { onRelease } from "../interact/release.ts";
import type { Link } from "./link.ts";

/** One step of a key, in CSS pixels. */
const STEP = 20;
const LEAST = 120;
const MOST = 4000;

/** A bar below the canvas by which it is made taller or less tall: dragged, or moved by keys. */
export function heightHandle(link: Link<{ height: number }>): HTMLElement {
  const { signal } = link;
  const first = link.get("height");
  const handle = element("div", {
    class: "sw-height",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "horizontal",
    "aria-label": "Height of the picture",
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
    title: "Drag, or arrow keys: height of the picture. Double click: as it was.",
  });
  const choose = (height: number) =>
    link.send({ height: Math.round(Math.max(LEAST, Math.min(MOST, height))) });
  link.listen(["height"], () => handle.setAttribute("aria-valuenow", String(link.get("height"))));
  handle.addEventListener("dblclick", () => choose(first), { signal });
  handle.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.focus({ preventScroll: true });
      const [from, height] = [event.clientY, link.get("height")];
      const over = new AbortController();
      const drag = ({ clientY, pointerId }: PointerEvent) => {
        if (pointerId === event.pointerId) choose(height + clientY - from);
      };
      window.addEventListener("pointermove", drag, { signal: AbortSignal.any([over.signal, signal]) });
      onRelease(() => over.abort(), signal);
    },
    { signal },
  );
  const steps: Readonly<Record<string, number>> = { ArrowUp: -STEP, ArrowDown: STEP };
  handle.addEventListener(
    "keydown",
    (event) => {
      const step = steps[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      choose(link.get("height") + step);
    },
    { signal },
  );
  return handle;
}
