/**
 * The engine as a process: a line in for each network and window, a line out with its tiles, or why there are none.
 * `tests/pictures/rendering/engine_process.py` writes to it.
 */
import { createInterface } from "node:readline";
import { activationBits, affineMaps, inputMap } from "../../src/engine/affine_maps.ts";
import { decisionBoundary } from "../../src/engine/decision_boundary.ts";
import { EngineError, readProgram } from "../../src/engine/program.ts";
import { tessellate } from "../../src/engine/tessellate.ts";
import { areasOf, centroidsOf } from "../../src/engine/tiles.ts";
import type { WireEngineProgram } from "../../src/wire/wire.ts";

interface Question {
  program: WireEngineProgram;
  origin: number[];
  axes: number[];
  corners: number[];
  /** Beside counts, areas and maps in slice coordinates. */
  more?: boolean;
}

/** Bytes travel as text. */
function revive(key: string, value: unknown): unknown {
  return key === "buffer" ? Uint8Array.from(Buffer.from(value as string, "base64")) : value;
}

function answer({ program: wire, origin, axes, corners, more }: Question): unknown {
  const program = readProgram(wire);
  const window = {
    origin: Float64Array.from(origin),
    axes: Float64Array.from(axes),
    corners: Float64Array.from(corners),
  };
  const tiles = tessellate(program, window);
  const centers = centroidsOf(tiles);
  const { gradients, constants } = affineMaps(program, window, centers);
  const found = { counts: tiles.layerTileCounts, areas: areasOf(tiles), centers, gradients, constants };
  if (!more) return found;
  const inputs = [...Array(tiles.tileCount).keys()].map((tile) =>
    inputMap(program, window, centers[2 * tile], centers[2 * tile + 1]),
  );
  const bits = Object.fromEntries(activationBits(program, window, centers));
  const { segments, classes } = decisionBoundary(tiles);
  return { ...found, inputs, bits, segments, classes, parents: tiles.parents, outputs: tiles.outputs };
}

const plain = (_: string, value: unknown) =>
  ArrayBuffer.isView(value) ? Array.from(value as Int32Array) : value;

for await (const line of createInterface({ input: process.stdin })) {
  let said: unknown;
  try {
    said = answer(JSON.parse(line, revive) as Question);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    said = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(said, plain)}\n`);
}
