/** Pixels of a canvas: one signed 0xAABBGGRR each, row by row from the top. Unsigned would not fit a machine integer. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Int32Array;
}

/** Convex polygons as a tessellation holds them: corners in pixels, loops by offsets. */
export interface Polygons {
  /** x, y of each corner, y downwards. */
  readonly corners: Float32Array;
  readonly offsets: Uint32Array;
  readonly loops: ArrayLike<number>;
}

/**
 * Fills each polygon with its color: every pixel whose center lies in it, once.
 *
 * A side is always computed from its upper end, so that two polygons beside it agree on each pixel and neither a gap
 * nor an overlap is left. The polygons run counter-clockwise on the screen: sides that go down are on the left.
 */
export function fillPolygons(
  pixels: Pixels,
  { corners, offsets, loops }: Polygons,
  colors: Int32Array,
): void {
  const { width, height, data } = pixels;
  const left = new Int32Array(height);
  const right = new Int32Array(height);
  for (let polygon = 0; polygon + 1 < offsets.length; polygon++) {
    const begin = offsets[polygon];
    const end = offsets[polygon + 1];
    let top = height;
    let bottom = -1;
    let a = 2 * loops[end - 1];
    for (let i = begin; i < end; i++) {
      const b = 2 * loops[i];
      const down = corners[b + 1] >= corners[a + 1];
      const upper = down ? a : b;
      const lower = down ? b : a;
      a = b;
      const y = corners[upper + 1];
      const first = Math.max(0, Math.ceil(y - 0.5));
      const last = Math.min(height, Math.ceil(corners[lower + 1] - 0.5)) - 1;
      if (first > last) continue;
      const x = corners[upper];
      const slope = (corners[lower] - x) / (corners[lower + 1] - y);
      const side = down ? left : right;
      for (let row = first; row <= last; row++) side[row] = Math.ceil(x + (row + 0.5 - y) * slope - 0.5);
      if (first < top) top = first;
      if (last > bottom) bottom = last;
    }
    const color = colors[polygon];
    for (let row = top; row <= bottom; row++) {
      const start = row * width;
      const from = start + Math.max(0, left[row]);
      const to = start + Math.min(width, right[row]);
      for (let pixel = from; pixel < to; pixel++) data[pixel] = color;
    }
  }
}
