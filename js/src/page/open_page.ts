import { type Entry, RecordedHost } from "../frame/recorded_host.ts";
import { RecordedModel } from "../frame/recorded_model.ts";
import { readRecording } from "../wire/recording.ts";
import { fitHeight } from "./fitted_height.ts";

/** What is said where something is tried that Python would have to compute. */
const UNKNOWN =
  "This page has no kernel, and was saved without that. What is seen is as it was. Open the notebook for more.";
const TOO_OLD =
  "This browser cannot open the page. It must know how to unpack data (DecompressionStream). Take a newer one.";

/** A part of the page, packed: code or style of a bundle, or a piece of what was recorded. */
interface Part {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

/** Shows the widgets of a page in their places: all that they need stands in it. */
export async function openPage(page: Document): Promise<void> {
  const places = [...page.querySelectorAll<HTMLElement>("[data-widget]")];
  try {
    if (typeof DecompressionStream === "undefined") throw new Error(TOO_OLD);
    const packed = [...page.querySelectorAll<HTMLElement>("script[data-part]")];
    const parts = await Promise.all(packed.map(unpacked));
    const of = (kind: string) => parts.filter((part) => part.kind === kind);
    for (const { text } of of("style")) page.head.append(styled(page, text));
    const entries = Object.fromEntries(
      await Promise.all(of("code").map(async ({ name, text }) => [name, await imported(text)] as const)),
    );
    const recording = readRecording(...of("recording").map(({ text }) => text));
    const modelOf = (...given: ConstructorParameters<typeof RecordedModel>) => new RecordedModel(...given);
    const host = new RecordedHost(recording, entries, modelOf as never, UNKNOWN);
    for (const place of places) {
      place.replaceChildren();
      const name = place.dataset.widget as string;
      host.show(name, place);
      fitHeight(host.model(name), place);
    }
    for (const part of packed) part.remove();
  } catch (problem) {
    const words = problem instanceof Error ? problem.message : String(problem);
    for (const place of places) place.append(Object.assign(page.createElement("p"), { textContent: words }));
    throw problem;
  }
}

async function unpacked(element: HTMLElement): Promise<Part> {
  const bytes = Uint8Array.from(atob(element.textContent ?? ""), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { part: kind = "", name = "" } = element.dataset;
  return { kind, name, text: await new Response(stream).text() };
}

function styled(page: Document, text: string): HTMLStyleElement {
  const style = page.createElement("style");
  style.textContent = text;
  return style;
}

/** What a bundle exports: a file has no address from which a module could be asked for, but of a blob. */
async function imported(code: string): Promise<Entry> {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}
