import { element } from "../dom/element.ts";

/** A field for a number; `chosen` is told when it is left, or by the Enter key, which JupyterLab takes for its own. */
export function numberInput(
  attributes: Record<string, string | number>,
  chosen: () => void,
  signal: AbortSignal,
): HTMLInputElement {
  const input = element("input", {
    type: "number",
    class: "sw-number",
    ...attributes,
  });
  input.addEventListener("change", chosen, { signal });
  input.addEventListener("keydown", ({ key }) => key === "Enter" && chosen(), { signal });
  return input;
}
