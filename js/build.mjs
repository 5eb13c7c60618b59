// Bundles every widget of ../splinewidgets/widgets.json into ../splinewidgets/static as <name>.js (ESM) and <name>.css.
//
//   node build.mjs            build once, minified; fails when a bundle is over the budget
//   node build.mjs FILE...    build other entries instead, each into a folder `build` beside it
//   node build.mjs --watch    rebuild on change, with source maps
//   node build.mjs --serve    serve harness/ on a free local port, rebuilding on every request

import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { standIns } from "./stand_ins.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const widgets = JSON.parse(await readFile(resolve(root, "../splinewidgets/widgets.json"), "utf8"));

// The pages of harness/: widgets to look at, and what ../benchmarks measures.
const shown = Object.values(widgets).flatMap(({ page }) => page ?? []);
const measured = ["frames", "space_frames", "driven", "large"];

// What stands in a page without a kernel, to open it, to answer there, to tessellate in a worker and to train: bytes.
const others = { page: 8_500, live: 60_000, engine: 40_000, experiment: 41_000 };

// A bundle travels once per widget instance, so its size is a promise and not a wish. Bytes, three in a hundred above
// what there is: `--analyze` of esbuild tells what of.
const budgetOf = (name) => widgets[name]?.bytes ?? others[name] ?? Number.POSITIVE_INFINITY;
const budgetOfStyles = 25_000;

const options = {
  absWorkingDir: root,
  entryPoints: {
    ...Object.fromEntries(Object.keys(widgets).map((name) => [name, `src/${name}.ts`])),
    page: "src/page/page.ts",
    engine: "src/engine/engine.ts",
    live: "src/live/in_page.ts",
    experiment: "src/experiment/in_page.ts",
  },
  outdir: resolve(root, "../splinewidgets/static"),
  bundle: true,
  alias: Object.fromEntries(Object.entries(standIns).map(([name, file]) => [name, `./${file}`])),
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

async function build(more = {}) {
  const result = await esbuild.build({ ...options, ...more, minify: true, metafile: true });
  for (const [path, { bytes }] of Object.entries(result.metafile.outputs)) {
    const budget = path.endsWith(".css") ? budgetOfStyles : budgetOf(basename(path, ".js"));
    if (!(bytes <= budget)) {
      throw new Error(
        `${path} has ${bytes} bytes. The budget is ${budget}. Remove code or raise the budget.`,
      );
    }
    const { size } = await stat(resolve(root, path));
    console.log(`${path}  ${(size / 1000).toFixed(1)} kB`);
  }
}

async function watch() {
  const context = await esbuild.context({ ...options, sourcemap: "inline", logLevel: "info" });
  await context.watch();
}

async function serve() {
  const context = await esbuild.context({
    ...options,
    entryPoints: [...shown, ...measured].map((page) => `harness/${page}.ts`),
    outdir: resolve(root, "harness/build"),
    write: false,
    sourcemap: "inline",
  });
  const { port } = await context.serve({ servedir: resolve(root, "harness"), host: "127.0.0.1" });
  for (const page of shown) console.log(`http://127.0.0.1:${port}/${page}.html`);
}

const mode = process.argv[2];
if (mode === "--watch") await watch();
else if (mode === "--serve") await serve();
else if (mode === undefined) await build();
else {
  for (const file of process.argv.slice(2)) {
    await build({ entryPoints: [resolve(file)], outdir: resolve(dirname(file), "build") });
  }
}
