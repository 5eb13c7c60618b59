import type { Point } from "../wire/wire.ts";

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** In CSS pixels: the scale bar in the lower left corner, and the names of axes in two others. */
const RULER: Extent = { width: 150, height: 36 };
const AXIS: Extent = { width: 90, height: 28 };
const GAP = 18; // CSS pixels from the middle of a star to its label

/**
 * The top left corners of labels for `anchors`: each beside its star, away from the others and inside `bounds`.
 *
 * Eight places around a star are tried; the one with the lowest cost wins. Covering any star, or leaving the
 * bounds, costs more than an odd direction ever can.
 */
export function placeLabels(anchors: readonly Point[], label: Extent, bounds: Extent): Point[] {
  const center: Point = [mean(anchors.map(([x]) => x)), mean(anchors.map(([, y]) => y))];
  const taken: Point[] = [];
  return anchors.map((anchor) => {
    const [dx, dy] = [anchor[0] - center[0], anchor[1] - center[1]];
    const away = Math.hypot(dx, dy) > 1 ? Math.atan2(dy, dx) : -Math.PI / 2;
    let best: Point = anchor;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 8; k++) {
      const angle = (k * Math.PI) / 4;
      const corner = corners(anchor, angle, label);
      const turn = 1 - Math.cos(angle - away);
      const cost =
        turn +
        overflow(corner, label, bounds) +
        (onScales(corner, label, bounds) ? 2 : 0) +
        4 * anchors.filter((star) => covers(corner, label, star, GAP - 6)).length +
        4 * taken.filter((other) => overlap(corner, other, label)).length;
      if (cost < least) [best, least] = [corner, cost];
    }
    taken.push(best);
    return best;
  });
}

function corners([x, y]: Point, angle: number, { width, height }: Extent): Point {
  const [cx, cy] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const diagonal = cx !== 0 && cy !== 0 ? 0.75 : 1;
  const [ox, oy] = [cx * (GAP * diagonal + width / 2), cy * (GAP * diagonal + height / 2)];
  return [x + ox - width / 2, y + oy - height / 2];
}

function overflow([x, y]: Point, { width, height }: Extent, bounds: Extent): number {
  const beyond = Math.max(0, 4 - x, 4 - y, x + width + 4 - bounds.width, y + height + 4 - bounds.height);
  return beyond > 0 ? 3 + beyond / 10 : 0;
}

function onScales([x, y]: Point, { width, height }: Extent, bounds: Extent): boolean {
  const [right, bottom] = [x + width, y + height];
  const onRuler = x < RULER.width && bottom > bounds.height - RULER.height;
  const onNames =
    (x < AXIS.width && y < AXIS.height) ||
    (right > bounds.width - AXIS.width && bottom > bounds.height - AXIS.height);
  return onRuler || onNames;
}

function covers([x, y]: Point, { width, height }: Extent, star: Point, margin: number): boolean {
  return (
    star[0] > x - margin &&
    star[0] < x + width + margin &&
    star[1] > y - margin &&
    star[1] < y + height + margin
  );
}

function overlap(a: Point, b: Point, { width, height }: Extent): boolean {
  return Math.abs(a[0] - b[0]) < width && Math.abs(a[1] - b[1]) < height;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
