// Steps of training that the page makes in a second of processor time: node benchmarks/training.mjs
//
// A network 2-8-8-8 on 500 points, all of them in each step, as `Playground` has it by itself.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const SECONDS = 2;
const CASES = {
  "2-8-8-8, moons": {},
  "2-8-8-8, spirals, batch norm": { data: "spirals", batch_norm: true },
  "2-8-8-8, formula": { data: "formula", loss: "squared" },
  "2-8-8-8, MaxOut": { activation: "maxout" },
  "2-8-8-8, GELU": { activation: "gelu" },
  "2-8-8-8, batches of 30": { batch: 30 },
  "2-64-64-64-64-64-64": { widths: [64, 64, 64, 64, 64, 64] },
};

const root = resolve(fileURLToPath(import.meta.url), "../..");
const { outputFiles } = await esbuild.build({
  absWorkingDir: root,
  stdin: {
    contents:
      'export { USUAL } from "./src/experiment/experiment.ts";' +
      'export { RunningExperiment } from "./src/experiment/running_experiment.ts";',
    resolveDir: root,
  },
  bundle: true,
  format: "esm",
  write: false,
});
const { USUAL, RunningExperiment } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

console.log(`${"page".padEnd(30)}${"steps/s".padStart(10)}${"loss".padStart(10)}`);
for (const [name, settings] of Object.entries(CASES)) {
  const running = new RunningExperiment({ ...USUAL, ...settings });
  running.train(100);
  const [before, began] = [running.training.steps, process.cpuUsage()];
  let spent = 0;
  while (spent < SECONDS) {
    running.train(20);
    const { user, system } = process.cpuUsage(began);
    spent = (user + system) / 1e6;
  }
  const rate = ((running.training.steps - before) / spent).toFixed(0);
  console.log(
    `${name.padEnd(30)}${rate.padStart(10)}${running.training.measures().loss.toFixed(4).padStart(10)}`,
  );
}
