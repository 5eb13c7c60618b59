import { element } from "./element.ts";

/** An input for a number, which is taken by Enter, with its arrows, and when the focus leaves; NaN if it is none. */
export function numberInput(
  attributes: Parameters<typeof element>[1],
  taken: (value: number) => void,
  signal: AbortSignal,
): HTMLInputElement {
  const input = element("input", {
    ...attributes,
    type: "number",
    class: "sw-number",
    // JupyterLab has shortcuts for keys on inputs themselves, which it looks for before those around them.
    "data-lm-suppress-shortcuts": "true",
  });
  input.addEventListener("change", () => taken(input.valueAsNumber), { signal });
  input.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter") return;
      // By itself it would mean a change, but not within JupyterLab, which takes it for a new line and forbids that.
      event.preventDefault();
      taken(input.valueAsNumber);
    },
    { signal },
  );
  return input;
}
