import type { Point } from "../src/wire/wire.ts";
import type { Tiling } from "./network.ts";
import type { Random } from "./random.ts";

/** Latents whose tiles are drawn by area times volume^rho, uniform within each. */
export function sampleTiles(
  tiling: Tiling,
  volumes: readonly number[],
  rho: number,
  count: number,
  random: Random,
): Point[] {
  const { points, faces } = tiling;
  // Triangles of fans: of one tile each, all with its weight to a unit of area.
  const triangles = faces.flatMap(({ loop: { vertices } }, tile) =>
    vertices.slice(2).map((c, i) => {
      const corners = [vertices[0], vertices[i + 1], c].map((vertex) => points[vertex]);
      const weight = volumes[tile] > 0 || rho === 0 ? volumes[tile] ** rho : 0;
      return { corners, weight: triangleArea(corners) * weight };
    }),
  );
  const total = triangles.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let left = total * random.uniform();
    const { corners } = triangles.find(({ weight }) => {
      left -= weight;
      return left <= 0;
    }) as (typeof triangles)[number];
    const [s, t] = [Math.sqrt(random.uniform()), random.uniform()];
    const shares = [1 - s, s * (1 - t), s * t];
    return [0, 1].map((c) =>
      shares.reduce((sum, share, i) => sum + share * corners[i][c], 0),
    ) as unknown as Point;
  });
}

/** The area of each tile. */
export function tileAreas({ points, faces }: Tiling): number[] {
  return faces.map(({ loop: { vertices } }) =>
    vertices
      .slice(2)
      .reduce(
        (sum, c, i) => sum + triangleArea([vertices[0], vertices[i + 1], c].map((at) => points[at])),
        0,
      ),
  );
}

function triangleArea([a, b, c]: (readonly number[])[]): number {
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
}
