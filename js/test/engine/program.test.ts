import { describe, expect, it } from "vitest";
import { encode } from "../../harness/encode.ts";
import { EngineError, readProgram } from "../../src/engine/program.ts";
import type { WireEngineProgram, WireEngineStep } from "../../src/wire/wire.ts";
import { indices, numbers, perceptron, wireOf } from "./programs.ts";

const good = () =>
  perceptron(
    [
      [1, 0, 0, 1],
      [0, 0],
    ],
    [[1, 1], [0]],
  );

it("knows the last step that needs each value", () => {
  expect(Array.from(readProgram(good()).lastUse)).toEqual([0, 1, 2, 3]);
});

it("reads weights in single precision, too", () => {
  const weight = encode(Float32Array.of(0.1, 0.2), 1, 2);
  const program = wireOf([2, 1], [{ kind: "affine", out: 1, terms: [{ of: 0, weight }] }]);
  expect(readProgram(program).steps[0]).toMatchObject({
    terms: [{ weight: Float64Array.of(Math.fround(0.1), Math.fround(0.2)) }],
  });
});

describe("what is refused", () => {
  const affine = (...weight: number[]): WireEngineStep => ({
    kind: "affine",
    out: 1,
    terms: [{ of: 0, weight: numbers(...weight) }],
  });
  const cut = { ...numbers(1, 0), buffer: new DataView(new ArrayBuffer(9)) };
  it.each<[string, unknown, RegExp]>([
    ["a later version", { ...good(), version: 2 }, /version 2 of the engine/],
    ["nothing", undefined, /version undefined/],
    ["NaN weights", wireOf([2, 1], [affine(Number.NaN, 1)]), /NaN or infinite/],
    ["infinite weights", wireOf([2, 1], [affine(1, Number.POSITIVE_INFINITY)]), /NaN or infinite/],
    ["another operation", wireOf([2, 1], [{ kind: "sine", out: 1 } as never]), /operation "sine"/],
    ["too few weights", wireOf([2, 1], [affine(1)]), /1 numbers in place of 2/],
    [
      "an entry that is not there",
      wireOf([2, 1], [{ kind: "take", of: 0, out: 1, entries: indices(2) }]),
      /beyond 2/,
    ],
    ["a value from nowhere", wireOf([2, 1, 1], [affine(1, 0)]), /value 2, which nothing/],
    [
      "missing bytes",
      wireOf([2, 1], [{ kind: "affine", out: 1, terms: [{ of: 0, weight: cut }] }]),
      /not whole/,
    ],
    ["missing steps", { ...good(), steps: undefined }, /not whole/],
  ])("is %s, in sentences that a page can show", (_, wire, words) => {
    expect(() => readProgram(wire as WireEngineProgram)).toThrow(EngineError);
    expect(() => readProgram(wire as WireEngineProgram)).toThrow(words);
  });
});
