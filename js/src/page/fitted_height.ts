import type { RecordedModel } from "../frame/recorded_model.ts";
import { type Maybe, present, type WirePicture } from "../wire/wire.ts";

/** CSS pixels; and the share of the screen that a picture may take. */
const LEAST = 240;
const MOST = 0.8;

/** Makes the picture of an explorer as high as its window, for there is nobody who would show it another window. */
export function fitHeight(model: RecordedModel<Record<string, unknown>>, place: HTMLElement): void {
  const shown = model.get("_picture") as Maybe<WirePicture> | undefined;
  const picture = place.querySelector<HTMLElement>(".sw-stage");
  if (!picture || !shown || !present(shown)) return;
  const [left, right, bottom, top] = shown.window;
  let width = 0;
  new ResizeObserver(() => {
    // Its height is the reader's own.
    if (picture.clientWidth === width) return;
    width = picture.clientWidth;
    const height = (width * (top - bottom)) / (right - left);
    model.receive({ height: Math.round(Math.max(LEAST, Math.min(height, MOST * window.innerHeight))) });
  }).observe(picture);
}
