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

const SECONDS = 2;

/** Makes pictures for some seconds of the processor: how many a second, and their tiles on average. */
function pictures(): { rate: number; tiles: number } {
  const began = process.cpuUsage().user;
  let [count, tiles, spent] = [0, 0, 0];
  for (; spent < SECONDS; count++) {
    const found = tessellate(program, windows[count % windows.length]);
    tiles += found.tileCount;
    slopesOf(found);
    decisionBoundary(found);
    spent = (process.cpuUsage().user - began) / 1e6;
  }
  return { rate: count / spent, tiles: tiles / count };
}

// First to be compiled.
pictures();
console.log(JSON.stringify(pictures()));
