/** With Ctrl or Cmd: chords that would merge, move, split or select the notebook's cells, and undo and redo, which are ours. */
const OF_CELLS = new Set([
  "Backspace",
  "ArrowUp",
  "ArrowDown",
  "ArrowLeft",
  "ArrowRight",
  "M",
  "m",
  "-",
  "_",
  "a",
  "A",
  "z",
  "Z",
  "y",
  "Y",
]);

/**
 * Keeps keys that are pressed within `root` from the notebook around it, but for the host's chords.
 *
 * In command mode a notebook takes bare letters for commands: x cuts the cell, d d deletes it.
 */
export function guardKeys(root: HTMLElement, signal: AbortSignal): void {
  // JupyterLab passes over elements with this attribute; before 4.1 it looks before the event comes to any of them.
  const mark = (event: KeyboardEvent) => {
    const target = event.target;
    if (target instanceof Element && root.contains(target))
      target.toggleAttribute("data-lm-suppress-shortcuts", !forHost(event));
  };
  window.addEventListener("keydown", mark, { capture: true, signal });
  const keep = (event: KeyboardEvent) => {
    if (!forHost(event)) event.stopPropagation();
  };
  root.addEventListener("keydown", keep, { signal });
}

/** Whether a key is the host's: run a cell, save, open a sidebar or the palette. */
export function forHost(event: KeyboardEvent): boolean {
  const { key } = event;
  if (key === "Enter") return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (/^F\d+$/.test(key)) return true;
  if (event.ctrlKey || event.metaKey) return !OF_CELLS.has(key);
  return event.altKey && !key.startsWith("Arrow");
}
