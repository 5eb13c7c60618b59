import { forHost } from "./host_keys.ts";

/** Keys on the focused canvas that do something here, and nothing elsewhere. */
export function listenToKeys(
  stage: HTMLElement,
  actions: Readonly<Record<string, (event: KeyboardEvent) => void>>,
  signal: AbortSignal,
): void {
  stage.addEventListener(
    "keydown",
    (event) => {
      // On a handle Enter and Space are the handle's.
      const elsewhere = event.target !== stage && (event.key === "Enter" || event.key === " ");
      const plain = !(event.ctrlKey || event.metaKey || forHost(event) || elsewhere);
      const action = plain ? actions[event.altKey ? `Alt+${event.key}` : event.key] : undefined;
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      action(event);
    },
    { signal },
  );
}
