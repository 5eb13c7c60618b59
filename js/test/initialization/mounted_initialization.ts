import widget from "../../src/initialization_explorer.ts";
import type { InitializationTraits, Point } from "../../src/wire/wire.ts";
import { play, stateOf } from "../recorded.ts";

/** CSS pixels along each side of a stage. */
export const SIDE = 300;

/** The twelve points that there are. */
export const CLUSTER: Point[] = stateOf<InitializationTraits>("initialization").points;

/** An explorer in the page, whose stages have a size. */
export function mount(traits: Partial<InitializationTraits> = {}) {
  const model = play<InitializationTraits>("initialization", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const stages = Array.from(host.querySelectorAll<HTMLElement>(".sw-plane"));
  return { model, host, remove, stages, ...hands(stages[2]) };
}

/** What a hand does on a stage, at points of the plane; `press` with a mouse, or a finger. */
function hands(stage: HTMLElement) {
  const at = ([x, y]: Point) => ({ clientX: ((x + 3) / 6) * SIDE, clientY: ((3 - y) / 6) * SIDE });
  // jsdom has no pointer events.
  const pointer = (type: string, point: Point, pointerType = "mouse") => {
    const event = new MouseEvent(type, { ...at(point), bubbles: true, cancelable: true });
    stage.dispatchEvent(Object.assign(event, { pointerType, pointerId: 1, isPrimary: true }));
  };
  return {
    pointer,
    drag: (path: Point[], pointerType = "mouse") => {
      pointer("pointerdown", path[0], pointerType);
      for (const point of path.slice(1)) pointer("pointermove", point, pointerType);
      pointer("pointerup", path[path.length - 1], pointerType);
    },
    doubleClick: (point: Point) =>
      stage.dispatchEvent(new MouseEvent("dblclick", { ...at(point), bubbles: true })),
    key: (key: string, more: KeyboardEventInit = {}) =>
      stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })),
  };
}
