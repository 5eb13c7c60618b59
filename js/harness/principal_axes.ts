/** The three orthonormal directions along which rows vary most, by power iteration. */
export function principalAxes(rows: readonly number[][]): number[][] {
  const mean = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c] / rows.length, 0));
  let left = rows.map((row) => row.map((value, c) => value - mean[c]));
  return [0, 1, 2].map((start) => {
    let axis = left[0].map((_, c) => Math.cos(c + start));
    for (let round = 0; round < 60; round++) {
      const along = left.map((row) => dot(row, axis));
      axis = unit(axis.map((_, c) => left.reduce((sum, row, i) => sum + along[i] * row[c], 0)));
    }
    left = left.map((row) => {
      const part = dot(row, axis);
      return row.map((value, c) => value - part * axis[c]);
    });
    return axis;
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
