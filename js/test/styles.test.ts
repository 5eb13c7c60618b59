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
