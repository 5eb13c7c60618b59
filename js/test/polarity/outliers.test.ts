import { describe, expect, test } from "vitest";
import { Random } from "../../harness/random.ts";
import { awayFrom } from "../../src/polarity/outliers.ts";

const random = new Random(5);

/** Two clusters a side of the plane, and what is asked of points by their own place. */
function clusters(count: number): Float32Array {
  return Float32Array.from(
    { length: 2 * count },
    (_, k) => 0.2 * random.normal() + (k % 2 === 0 ? ((k >> 1) % 2 === 0 ? -2 : 2) : 0),
  );
}

const share = (marks: Uint8Array | null) =>
  (marks ?? Uint8Array.of(2)).reduce((sum, mark) => sum + mark, 0) / (marks?.length ?? 1);

describe("away from the data", () => {
  test.each([300, 5000])("are hardly any points that are spread as %i data are", (count) => {
    expect(share(awayFrom(clusters(count), clusters(4000)))).toBeLessThan(0.03);
    expect(share(awayFrom(clusters(count), clusters(count)))).toBeLessThan(0.03);
  });

  test("is the bridge between clusters, and what is far outside", () => {
    const places = Float32Array.of(0, 0, 0.5, 0, 0, 9, 1e7, 0, -1e7, 0, 2, 0, -2, 0.1);
    expect(Array.from(awayFrom(clusters(5000), places) as Uint8Array)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });

  test.each([1e-6, 1e6])("does not depend on units of %f", (unit) => {
    const [data, points] = [clusters(2000), clusters(500).map((x) => 2 * x)];
    const scaled = awayFrom(
      data.map((x) => unit * x),
      points.map((x) => unit * x),
    );
    const plain = share(awayFrom(data, points));
    expect(plain).toBeGreaterThan(0.2);
    expect(Math.abs(share(scaled) - plain)).toBeLessThan(0.03);
  });

  test("is all that is elsewhere than data on a line, whichever its direction", () => {
    for (const along of [0, 1]) {
      const line = Float32Array.from({ length: 2000 }, (_, k) => (k % 2 === along ? (k >> 1) / 1000 : 3));
      const off = along === 0 ? [0.5, 3.2, 0.5, 3] : [3.2, 0.5, 3, 0.5];
      expect(Array.from(awayFrom(line, Float32Array.from(off)) as Uint8Array)).toEqual([1, 0]);
    }
  });

  test.each([[[]], [[1, 2]], [[1, 2, 1, 2, 1, 2]]])("is not known of the data %j", (data) => {
    expect(awayFrom(Float32Array.from(data), Float32Array.of(0, 0))).toBeNull();
  });
});
