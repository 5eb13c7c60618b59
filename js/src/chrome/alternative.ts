import { format, formatCount } from "../color/numbers.ts";
import type { Colors } from "../wire/picture.ts";
import type { Traits } from "../wire/wire.ts";

/** What is drawn for so long, in ms, is described. */
const REST = 500;

/** Words in place of the picture on the canvas in `host`, written anew whenever it has come to rest. */
export class Alternative {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly describe: () => string,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Something is drawn. */
  drawn(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const canvas = this.host.querySelector(".sw-canvas");
      canvas?.setAttribute("role", "img");
      canvas?.setAttribute("aria-label", this.describe());
    }, REST);
  }
}

/** How many tiles there are, cut by which of the visible layers, and what their colors say. */
export function wordsOfTiles(
  { tileCount, edgeLayers }: { readonly tileCount: number; readonly edgeLayers: Uint8Array },
  layers: Traits["_layers"],
  visible: readonly number[],
  colors: Colors | null,
  classNames: readonly string[],
): string {
  const cutting = new Set(edgeLayers);
  const names = visible.filter((layer) => cutting.has(layer)).map((layer) => layers[layer]?.name);
  const edges = names.length > 0 ? `, with edges of ${names.join(", ")}` : "";
  return `${formatCount(tileCount)} tiles${edges}.${colors ? ` ${wordsOfColors(colors, classNames)}` : ""}`;
}

/** Which classes there are, or the range of the numbers. */
export function wordsOfColors(
  { label, unit, scale, range, values, classes }: Colors,
  classNames: readonly string[],
): string {
  if (scale === "pattern") return `${label}: a color for each.`;
  if (scale !== "class") return `${label}: ${format(range[0])} to ${format(range[1])}${unit && ` ${unit}`}.`;
  const names = classes.length > 0 ? classes : classNames;
  const seen = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return `${label}: ${seen.map((value) => names[value] ?? value).join(", ")}.`;
}
