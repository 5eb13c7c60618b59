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
const COMMON = ["canvas", "chart", "chrome", "controls", "frame"];

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

/** The properties that the style sheets of folders give a class by itself. */
function propertiesOf(name: string, within: readonly string[]): Set<string> {
  const rules = within.flatMap((folder) => [...stylesOf(folder).matchAll(/^([^@{}]+)\{([^{}]*)\}/gm)]);
  const own = rules.filter(([, selectors]) => selectors.split(",").some((each) => each.trim() === name));
  return new Set(
    own.flatMap(([, , body]) => Array.from(body.matchAll(/^\s*([a-z-]+):/gm), ([, found]) => found)),
  );
}

test("what has a common class and one of its own looks alike whichever sheet comes last", () => {
  const own = folders.filter((name) => !COMMON.includes(name));
  const pairs = own.flatMap((folder) =>
    givenIn(folder).flatMap(([first, ...kinds]) =>
      kinds.map((kind) => [folder, `.${first}`, `.${kind}`] as const),
    ),
  );
  expect(pairs.length).toBeGreaterThan(20);
  for (const [folder, common, kind] of [...pairs, ["depth_width", ".sw-chart", ".sw-depth-plot"] as const]) {
    const usual = propertiesOf(common, COMMON);
    const twice = [...propertiesOf(kind, [folder])].filter((property) => usual.has(property));
    expect.soft(twice, `${kind} of ${folder}, which is a ${common}`).toEqual([]);
  }
});
