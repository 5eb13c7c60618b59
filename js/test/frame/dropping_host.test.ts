import { afterEach, expect, test } from "vitest";
import { DroppingModel, LOSSES } from "../../harness/dropping.ts";
import { ENTRIES } from "../../harness/entries.ts";
import { RecordedHost } from "../../src/frame/recorded_host.ts";
import { watchForLeaks } from "../leaks.ts";
import { recording } from "../recorded.ts";

watchForLeaks();

afterEach(() => {
  document.body.replaceChildren();
});

type State = Record<string, unknown>;

/** Recordings that have all bundles but those that only come with them. */
const RECORDINGS = [
  ...["anchors", "depth_width", "diagram", "editor", "histograms", "images", "initialization", "inspector"],
  ...["landscape", "playground", "polarity", "robust", "sampled", "segment", "spline", "surface", "training"],
];

/** What people read of a widget but for its last message, and the words for its pictures. */
function read(el: HTMLElement): string[] {
  for (const status of el.querySelectorAll(".sw-status")) status.remove();
  const spoken = [...el.querySelectorAll("canvas[aria-label]")].map(
    (each) => each.getAttribute("aria-label") ?? "",
  );
  return [el.textContent ?? "", ...spoken];
}

/** Until a view has found its explorer by name, and what a host tells in answer has come. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((go) => setTimeout(go));
}

async function shown(name: string, loss?: keyof typeof LOSSES) {
  const models: DroppingModel[] = [];
  const modelOf = (state: State, heard: (changed: State) => void) => {
    const model = new DroppingModel(state, heard, loss);
    models.push(model);
    return model;
  };
  const host = new RecordedHost(recording(name), ENTRIES as never, loss === undefined ? undefined : modelOf);
  const el = document.createElement("div");
  document.body.append(el);
  const remove = host.show(Object.keys(recording(name).widgets)[0], el);
  await settled();
  const words = read(el);
  remove();
  return { words, models };
}

test.each(RECORDINGS)("where buffers do not arrive, %s shows what it shows elsewhere", async (name) => {
  const { words } = await shown(name);
  const { words: dropped, models } = await shown(name, "nothing");
  expect(dropped).toEqual(words);
  const asked = models.flatMap((model) => model.asked.filter((ask) => ask.text));
  expect(asked.length).toBeGreaterThan(0);
  // Each view asks once for what it shows.
  expect(asked.length).toBeLessThan(8);
});

test.each(Object.keys(LOSSES))("a host that makes %s of buffers", async (loss) => {
  const { words } = await shown("anchors");
  expect((await shown("anchors", loss)).words).toEqual(words);
});

test("all bundles are among them", () => {
  const bundles = RECORDINGS.flatMap((name) =>
    Object.values(recording(name).widgets).map(({ bundle }) => bundle),
  );
  expect(new Set(bundles)).toEqual(new Set(Object.keys(ENTRIES)));
});
