import { RecordedHost } from "../src/frame/recorded_host.ts";
import { readRecording } from "../src/wire/recording.ts";
import { ENTRIES } from "./entries.ts";

/**
 * Plays a recording on this page, for somebody to look at: the widget of a bundle.
 *
 * ?of=NAME chooses another recording, `nothing` among them, and ?theme=dark the theme; whatever else is asked for are
 * values of traits, JSON or text: ?color_by=class&selected=3&error=Too many tiles.
 */
export async function play(bundle: keyof typeof ENTRIES, usual: string): Promise<void> {
  const { of = usual, theme = "light", ...values } = Object.fromEntries(new URLSearchParams(location.search));
  document.documentElement.dataset.theme = theme;
  const answer = await fetch(`recorded/${of}.json`);
  if (!answer.ok) throw new Error(`There is no recording ${of}. The page plays one. Run make recordings.`);
  const recording = readRecording(await answer.text());
  const name = Object.keys(recording.widgets).find((each) => recording.widgets[each].bundle === bundle);
  if (name === undefined)
    throw new Error(`The recording ${of} has no ${bundle}. The page shows one. Choose another.`);
  const host = new RecordedHost(recording, ENTRIES);
  const model = host.model<Record<string, unknown>>(name);
  const remove = host.show(name, document.getElementById("host") as HTMLElement);
  for (const [trait, text] of Object.entries(values)) model.set(trait, valued(text));
  model.save_changes();
  Object.assign(window, { model, host, remove });
}

function valued(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
