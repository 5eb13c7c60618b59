import type { Picture } from "../wire/picture.ts";

type Tiling = Pick<Picture, "positions" | "tileOffsets" | "tileVertices" | "tileCount">;

/** Finds the tile under a point of the window: exact, over a grid with about one tile a cell. */
export class TileIndex {
  private readonly side: number;
  /** The tiles of cell c are `tiles[starts[c] .. starts[c + 1]]`. */
  private readonly starts: Uint32Array;
  private readonly tiles: Uint32Array;

  constructor(private readonly tiling: Tiling) {
    this.side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(tiling.tileCount))));
    // Counted first and filled second, so that two flat arrays hold everything.
    const counts = new Uint32Array(this.side * this.side + 1);
    this.visit((cell) => {
      counts[cell + 1] += 1;
    });
    for (let cell = 0; cell < counts.length - 1; cell++) counts[cell + 1] += counts[cell];
    this.starts = counts;
    this.tiles = new Uint32Array(counts[counts.length - 1]);
    const next = counts.slice();
    this.visit((cell, tile) => {
      this.tiles[next[cell]++] = tile;
    });
  }

  /** The tile that contains (x, y), or -1 outside the window. A point on an edge belongs to one of its tiles. */
  pick(x: number, y: number): number {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return -1;
    const cell = this.row(y) * this.side + this.row(x);
    let best = -1;
    let depth = Number.NEGATIVE_INFINITY;
    for (let i = this.starts[cell]; i < this.starts[cell + 1]; i++) {
      const inside = this.depth(this.tiles[i], x, y);
      if (inside >= 0) return this.tiles[i];
      // Positions are rounded to float32: between two tiles there may be a crack as wide as one bit.
      if (inside > depth) [best, depth] = [this.tiles[i], inside];
    }
    return best;
  }

  private row(y: number): number {
    return Math.min(this.side - 1, Math.max(0, Math.floor(y * this.side)));
  }

  /** The signed distance of (x, y) to the nearest side of a counter-clockwise tile, positive inside. */
  private depth(tile: number, x: number, y: number): number {
    const { positions, tileOffsets, tileVertices } = this.tiling;
    const end = tileOffsets[tile + 1];
    let depth = Number.POSITIVE_INFINITY;
    let a = tileVertices[end - 1];
    for (let i = tileOffsets[tile]; i < end; i++) {
      const b = tileVertices[i];
      const dx = positions[2 * b] - positions[2 * a];
      const dy = positions[2 * b + 1] - positions[2 * a + 1];
      const length = Math.hypot(dx, dy);
      if (length > 0) {
        const cross = dx * (y - positions[2 * a + 1]) - dy * (x - positions[2 * a]);
        depth = Math.min(depth, cross / length);
      }
      a = b;
    }
    return depth;
  }

  /** Calls back for every cell that a tile touches, row by row: a sliver touches few, its bounding box many. */
  private visit(callback: (cell: number, tile: number) => void): void {
    const { positions, tileOffsets, tileVertices, tileCount } = this.tiling;
    const { side } = this;
    const left = new Float64Array(side);
    const right = new Float64Array(side);
    for (let tile = 0; tile < tileCount; tile++) {
      let low = side;
      let high = -1;
      for (let i = tileOffsets[tile]; i < tileOffsets[tile + 1]; i++) {
        const row = this.row(positions[2 * tileVertices[i] + 1]);
        if (row < low) low = row;
        if (row > high) high = row;
      }
      left.fill(Number.POSITIVE_INFINITY, low, high + 1);
      right.fill(Number.NEGATIVE_INFINITY, low, high + 1);
      const last = tileVertices[tileOffsets[tile + 1] - 1];
      for (let i = tileOffsets[tile], a = last; i < tileOffsets[tile + 1]; a = tileVertices[i++]) {
        this.spread(a, tileVertices[i], left, right);
      }
      for (let row = low; row <= high; row++) {
        const end = this.row(right[row]);
        for (let column = this.row(left[row]); column <= end; column++) callback(row * side + column, tile);
      }
    }
  }

  /** Widens the extent of every grid row that the side from vertex a to vertex b crosses. */
  private spread(a: number, b: number, left: Float64Array, right: Float64Array): void {
    const { positions } = this.tiling;
    const upwards = positions[2 * a + 1] <= positions[2 * b + 1];
    const low = upwards ? a : b;
    const high = upwards ? b : a;
    const x0 = positions[2 * low];
    const y0 = positions[2 * low + 1];
    const x1 = positions[2 * high];
    const y1 = positions[2 * high + 1];
    const first = this.row(y0);
    const last = this.row(y1);
    const slope = (x1 - x0) / (y1 - y0);
    // From one end, by way of where it leaves each row, to the other.
    let from = x0;
    for (let row = first; row <= last; row++) {
      const to = row === last ? x1 : x0 + ((row + 1) / this.side - y0) * slope;
      const least = from < to ? from : to;
      const most = from < to ? to : from;
      if (least < left[row]) left[row] = least;
      if (most > right[row]) right[row] = most;
      from = to;
    }
  }
}
