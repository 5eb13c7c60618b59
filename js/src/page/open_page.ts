import { type Answerer, type Entry, RecordedHost } from "../frame/recorded_host.ts";
import { RecordedModel } from "../frame/recorded_model.ts";
import { readRecording } from "../wire/recording.ts";
import type { WireLive } from "../wire/wire.ts";
import { fitHeight } from "./fitted_height.ts";

/** What is said where something is tried that Python would have to compute. */
const UNKNOWN =
  "This page has no kernel, and was saved without that. What is seen is as it was. Open the notebook for more.";
const TOO_OLD =
  "This browser cannot open the page. It must know how to unpack data (DecompressionStream). Take a newer one.";

type State = Record<string, unknown>;

/** What computes tiles: a bundle of its own, only in pages that need it. */
interface Engine {
  answererOf(model: RecordedModel<State>, live: WireLive): Answerer;
}

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
    const engine = of("engine").map(({ text }) => imported<Engine>(text))[0];
    for (const place of places) {
      place.replaceChildren();
      const name = place.dataset.widget as string;
      const { live } = recording.widgets[name];
      if (live && engine) letAnswer(host, name, live, await engine);
      host.show(name, place);
      if (!live) fitHeight(host.model(name), place);
    }
    for (const part of packed) part.remove();
  } catch (problem) {
    const words = problem instanceof Error ? problem.message : String(problem);
    for (const place of places) place.append(Object.assign(page.createElement("p"), { textContent: words }));
    throw problem;
  }
}

/** Lets the page's engine answer for a widget; where it cannot read what was saved for it, what is seen stays. */
function letAnswer(host: RecordedHost, name: string, live: WireLive, engine: Engine): void {
  const model = host.model<State>(name);
  try {
    host.answerBy(name, engine.answererOf(model, live));
  } catch (problem) {
    model.receive({ error: problem instanceof Error ? problem.message : String(problem) });
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
async function imported<Exported = Entry>(code: string): Promise<Exported> {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}
