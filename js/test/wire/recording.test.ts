import { expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import { readRecording } from "../../src/wire/recording.ts";
import type { WireArray } from "../../src/wire/wire.ts";

test("bytes are counted through all texts of a recording", () => {
  const packed = (...bytes: number[]) => btoa(String.fromCharCode(...bytes));
  const text = (of: string, bytes: number, ...buffers: string[]) =>
    JSON.stringify({ widgets: { [of]: { bundle: of, state: { array: { bytes } } } }, tables: [], buffers });
  const { widgets } = readRecording(text("one", 0, packed(7)), text("two", 1, packed(8)), text("three", 0));
  const first = (of: string) => (widgets[of].state.array as DataView).getUint8(0);
  expect(["one", "two", "three"].map(first)).toEqual([7, 8, 7]);
});

test("bytes are where they belong, and the rest as it was", () => {
  const numbers = Float32Array.of(1.5, -2, 0.25);
  const text = btoa(String.fromCharCode(...new Uint8Array(numbers.buffer)));
  const array = { dtype: "float32", shape: [3], buffer: { bytes: 0 } };
  const { widgets, tables } = readRecording(
    JSON.stringify({
      widgets: {
        one: { bundle: "slice_explorer", state: { _colors: { values: array }, view: null, _facts: {} } },
      },
      tables: [{ widget: "one", of: ["hovered"], answers: [[[3], { one: { _colors: { values: array } } }]] }],
      buffers: [text],
    }),
  );
  const { state } = widgets.one;
  expect([state.view, state._facts, tables[0].of, tables[0].answers[0][0]]).toEqual([
    null,
    {},
    ["hovered"],
    [3],
  ]);
  for (const { _colors } of [state, tables[0].answers[0][1].one])
    expect(decode((_colors as { values: WireArray }).values, ["float32"])).toEqual(numbers);
});
