import { iconButton } from "../dom/icons.ts";
import { listenToKeys } from "../interact/keyboard.ts";

const ENTER = "Full screen (F)";
const LEAVE = "Leave full screen (F, Escape)";

/** A button, and the key F on `canvas`, by which `root` fills the screen; hidden where a page may not do so. */
export function fullScreen(root: HTMLElement, canvas: HTMLElement, signal: AbortSignal): HTMLElement {
  const filled = () => document.fullscreenElement === root;
  const toggle = () => {
    const done = filled() ? document.exitFullscreen() : root.requestFullscreen();
    // A page in a frame may be forbidden to: then all stays as it is.
    done.catch(() => {});
  };
  const button = iconButton("fullscreen", ENTER, toggle, signal);
  button.hidden = !document.fullscreenEnabled;
  const show = () => {
    button.title = filled() ? LEAVE : ENTER;
    button.setAttribute("aria-label", button.title);
  };
  document.addEventListener("fullscreenchange", show, { signal });
  const act = () => {
    if (!button.hidden) toggle();
  };
  listenToKeys(canvas, { f: act, F: act }, signal);
  return button;
}
