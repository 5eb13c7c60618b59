import type { Placement } from "../canvas/box.ts";
import type { Pixels } from "./polygons.ts";

/** Fills the cells of a grid over a window with their colors, row by row from the lower left; `blank` ones are left. */
export function fillCells(
  { width, height, data }: Pixels,
  { scale, offset }: Placement,
  [columns, rows]: readonly [number, number],
  colors: Int32Array,
  blank: (cell: number) => boolean,
): void {
  for (let y = 0; y < height; y++) {
    const row = Math.floor((((height - y - 0.5) / height - offset[1]) / scale[1]) * rows);
    if (row < 0 || row >= rows) continue;
    for (let x = 0; x < width; x++) {
      const column = Math.floor((((x + 0.5) / width - offset[0]) / scale[0]) * columns);
      const cell = row * columns + column;
      if (column >= 0 && column < columns && !blank(cell)) data[y * width + x] = colors[cell];
    }
  }
}
