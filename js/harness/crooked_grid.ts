import { BORDER } from "../src/wire/tile_loops.ts";
import { Random } from "./random.ts";

export interface Grid {
  positions: Float32Array;
  tileOffsets: Uint32Array;
  tileVertices: Uint32Array;
  /** Layer of the edge that leaves each corner: that of the grid line's number. */
  cornerLayers: Uint8Array;
  /** Within their layers, of each edge between tiles. */
  edgeUnits: Uint8Array;
  tileCount: number;
}

/** As many layers share the lines of a grid. */
export const GRID_LAYERS = 4;

/** A grid of quadrilaterals whose inner corners were moved at random; neighbors share their corners. */
export function crookedGrid(side: number): Grid {
  const random = new Random(side);
  const positions = new Float32Array(2 * (side + 1) ** 2);
  const corner = (column: number, row: number) => row * (side + 1) + column;
  for (let row = 0; row <= side; row++) {
    for (let column = 0; column <= side; column++) {
      const shift = (at: number) => (at > 0 && at < side ? 0.4 * (random.uniform() - 0.5) : 0);
      positions.set([(column + shift(column)) / side, (row + shift(row)) / side], 2 * corner(column, row));
    }
  }
  const layer = (line: number) => (line === 0 || line === side ? BORDER : line % GRID_LAYERS);
  const tiles = Array.from({ length: side * side }, (_, tile) => [tile % side, Math.floor(tile / side)]);
  const cornerLayers = Uint8Array.from(
    tiles.flatMap(([column, row]) => [row, column + 1, row + 1, column].map(layer)),
  );
  return {
    positions,
    tileOffsets: Uint32Array.from({ length: tiles.length + 1 }, (_, i) => 4 * i),
    tileVertices: Uint32Array.from(
      tiles.flatMap(([column, row]) => [
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
      ]),
    ),
    cornerLayers,
    // Each edge once, from the lower corner to the higher: the first two sides of a tile. A unit has a row and a column.
    edgeUnits: Uint8Array.from(
      tiles
        .flatMap(([column, row]) => [row, column + 1])
        .filter((line) => layer(line) !== BORDER)
        .map((line) => line / GRID_LAYERS),
    ),
    tileCount: tiles.length,
  };
}
