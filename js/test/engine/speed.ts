/** How many pictures a second the engine makes while an anchor is dragged: `benchmarks/engine.py` writes the network. */
import { readFileSync } from "node:fs";
import { decisionBoundary } from "../../src/engine/decision_boundary.ts";
import { readProgram } from "../../src/engine/program.ts";
import { tessellate } from "../../src/engine/tessellate.ts";
import { slopesOf } from "../../src/engine/tiles.ts";

const {
  program: wire,
  planes,
  corners,
} = JSON.parse(readFileSync(process.argv[2], "utf8"), (key, value) =>
  key === "buffer" ? Uint8Array.from(Buffer.from(value as string, "base64")) : value,
);
const program = readProgram(wire);
const windows = planes.map(({ origin, axes }: { origin: number[]; axes: number[] }) => ({
  origin: Float64Array.from(origin),
  axes: Float64Array.from(axes),
  corners: Float64Array.from(corners),
}));

let tiles = 0;
const picture = (i: number) => {
  const found = tessellate(program, windows[i % windows.length]);
  tiles += found.tileCount;
  slopesOf(found);
  decisionBoundary(found);
};
const SECONDS = 2;
const until = (seconds: number) => {
  const began = process.cpuUsage().user;
  let count = 0;
  for (; process.cpuUsage().user - began < 1e6 * seconds; count++) picture(count);
  return (1e6 * count) / (process.cpuUsage().user - began);
};
until(SECONDS);
tiles = 0;
const began = performance.now();
const rate = until(SECONDS);
const frames = rate * SECONDS;
console.log(JSON.stringify({ rate, tiles: tiles / frames, seconds: (performance.now() - began) / 1000 }));
