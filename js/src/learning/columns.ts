/**
 * Numbers of some units at some points, unit by unit: that of unit u at point n is `values[u * points + n]`.
 *
 * A layer keeps its own and fills them again in each step, so that training makes no garbage. `values` may be longer
 * than what is used.
 */
export class Columns {
  values = new Float64Array(0);
  units = 0;
  points = 0;

  /** Of another size, with values that are still to be set. */
  resize(units: number, points: number): this {
    if (units * points > this.values.length) this.values = new Float64Array(units * points);
    this.units = units;
    this.points = points;
    return this;
  }

  get size(): number {
    return this.units * this.points;
  }

  /** The chosen points of others. */
  take(from: Columns, chosen: Uint32Array): this {
    this.resize(from.units, chosen.length);
    for (let u = 0; u < from.units; u++) {
      const [start, there] = [u * chosen.length, u * from.points];
      for (let n = 0; n < chosen.length; n++) this.values[start + n] = from.values[there + chosen[n]];
    }
    return this;
  }

  /** From rows, one for each point: (points, units). */
  static ofRows(rows: ArrayLike<number>, units: number): Columns {
    const points = rows.length / units;
    const columns = new Columns().resize(units, points);
    for (let n = 0; n < points; n++) {
      for (let u = 0; u < units; u++) columns.values[u * points + n] = rows[n * units + u];
    }
    return columns;
  }

  /** Rows (points, units), one for each point. */
  rows(): Float64Array {
    const { units, points, values } = this;
    return Float64Array.from(
      { length: units * points },
      (_, i) => values[(i % units) * points + ((i / units) | 0)],
    );
  }
}
