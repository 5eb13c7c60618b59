import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..", "src");

function stylesOf(folder: string): string {
  const sheets = readdirSync(join(SOURCE, folder)).filter((name) => name.endsWith(".css"));
  return sheets.map((name) => readFileSync(join(SOURCE, folder, name), "utf8")).join("\n");
}

/** The classes that the style sheets of a folder speak of. */
function classesOf(folder: string): Set<string> {
  return new Set(stylesOf(folder).match(/\.sw-[a-z-]+/g));
}

/** Folders of what all widgets have. */
const COMMON = ["canvas", "chart", "chrome", "frame"];

const folders = readdirSync(SOURCE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("widgets that stand on one page do not style each other's parts", () => {
  const common = new Set(COMMON.flatMap((folder) => [...classesOf(folder)]));
  const owners = new Map<string, string>();
  for (const folder of folders.filter((name) => !COMMON.includes(name))) {
    // What all have may be styled within a widget only, for every widget's sheet may be the last that is loaded.
    for (const [, name] of stylesOf(folder).matchAll(/^\s*(\.sw-[a-z-]+)/gm))
      expect(common.has(name), `${name} in ${folder}`).toBe(false);
    for (const name of classesOf(folder)) {
      if (common.has(name)) continue;
      expect(owners.get(name) ?? folder, name).toBe(folder);
      owners.set(name, folder);
    }
  }
  expect(owners.size).toBeGreaterThan(10);
});

/** The values of `class` that the files of a folder give. */
function givenIn(folder: string): string[][] {
  const files = readdirSync(join(SOURCE, folder)).filter((name) => name.endsWith(".ts"));
  const texts = files.map((name) => readFileSync(join(SOURCE, folder, name), "utf8"));
  return texts.flatMap((text) =>
    Array.from(text.matchAll(/class: "([^"]+)"/g), ([, given]) => given.split(" ")),
  );
}

/** Classes that the style sheets of a folder style by themselves, wherever they are on the page. */
const styledAnywhere = (folder: string) =>
  new Set(Array.from(stylesOf(folder).matchAll(/^\s*(\.sw-[a-z-]+)(?=[ ,]*[{\n])/gm), ([, name]) => name));

test("no sheet styles what another widget calls by the same name and leaves as it is", () => {
  const own = folders.filter((name) => !COMMON.includes(name));
  for (const folder of own)
    for (const name of new Set(givenIn(folder).flat()))
      for (const other of own.filter((each) => each !== folder && styledAnywhere(each).has(`.${name}`)))
        expect.soft(classesOf(folder), `${name} of ${folder}, which ${other} styles`).toContain(`.${name}`);
});

test("what is a stage of its own kind is so whichever sheet comes last", () => {
  const stages = folders.flatMap((folder) =>
    givenIn(folder)
      .filter(([name]) => name === "sw-stage")
      .flatMap(([, ...kinds]) => kinds.map((kind) => [folder, `.${kind}`] as const)),
  );
  expect(stages.length).toBeGreaterThan(2);
  for (const [folder, kind] of stages) expect(styledAnywhere(folder).has(kind), kind).toBe(false);
});
