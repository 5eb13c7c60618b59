import { expect, test } from "vitest";
import { activationLayer } from "../../src/learning/activation.ts";
import { Columns } from "../../src/learning/columns.ts";
import type { Activation } from "../../src/wire/wire.ts";

const column = (...values: number[]) => Columns.ofRows(values, values.length);

/** Values and slopes of a layer of units, one for each input. */
function at(kind: Activation, ...inputs: number[]) {
  const layer = activationLayer(kind);
  const values = [...layer.forward(column(...inputs), true).rows()];
  const slopes = [...layer.backward(column(...values.map(() => 1))).rows()];
  return { values, slopes };
}

test("at a kink slopes are those of PyTorch", () => {
  expect(at("relu", -1, 0, 2)).toEqual({ values: [0, 0, 2], slopes: [0, 0, 1] });
  expect(at("leaky", -1, 0, 2)).toEqual({ values: [-0.1, 0, 2], slopes: [0.1, 0.1, 1] });
  expect(at("abs", -1, 0, 2)).toEqual({ values: [1, 0, 2], slopes: [-1, 0, 1] });
  expect(at("maxout", 1, 3, 2, 2, 5, -1)).toEqual({ values: [3, 2, 5], slopes: [0, 1, 0.5, 0.5, 1, 0] });
});

test.each(["relu", "leaky", "abs", "gelu"] as const)("what is no number stays none behind %s", (kind) => {
  expect(at(kind, Number.NaN).values).toEqual([Number.NaN]);
});

test("columns are rows again", () => {
  const rows = Float64Array.from({ length: 6 }, (_, i) => i);
  const columns = Columns.ofRows(rows, 2);
  expect([...columns.values]).toEqual([0, 2, 4, 1, 3, 5]);
  expect(columns.rows()).toEqual(rows);
  expect([...new Columns().take(columns, Uint32Array.of(2, 0)).rows()]).toEqual([4, 5, 0, 1]);
});
