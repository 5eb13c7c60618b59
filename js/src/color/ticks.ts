/** Three or four round values within [lo, hi], at even steps of 1, 2, 2.5 or 5 times a power of ten. */
export function linearTicks(lo: number, hi: number): number[] {
  if (!(hi > lo)) return Number.isFinite(lo) ? [lo] : [];
  const raw = (hi - lo) / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  let best: number[] = [];
  for (const step of [0.5, 1, 2, 2.5, 5, 10].map((m) => m * power)) {
    const first = Math.ceil(lo / step - 1e-9);
    const last = Math.floor(hi / step + 1e-9);
    const ticks = Array.from({ length: last - first + 1 }, (_, i) => round((first + i) * step));
    if (best.length === 0 || Math.abs(ticks.length - 3.5) < Math.abs(best.length - 3.5)) best = ticks;
  }
  return best;
}

/** The same for a logarithmic scale: powers of ten, or 1, 2, 5 times powers when there are too few. */
export function logTicks(lo: number, hi: number): number[] {
  if (!(lo > 0) || !(hi > lo)) return linearTicks(lo, hi);
  const ladders = [[1, 2, 5], [1, 3], [1, 2], [1]].map((mantissas) => ladder(lo, hi, mantissas));
  const decades = ladders[ladders.length - 1];
  for (let every = 2; every <= Math.max(2, decades.length); every++) {
    ladders.push(decades.filter((tick) => Math.round(Math.log10(tick)) % every === 0));
  }
  const good = ladders.find((ticks) => ticks.length === 3 || ticks.length === 4);
  if (good) return good;
  // Less than a decade: round steps are rounder than any power.
  return Math.log10(hi / lo) < 1 ? linearTicks(lo, hi).filter((tick) => tick > 0) : nearest(ladders);
}

function ladder(lo: number, hi: number, mantissas: number[]): number[] {
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(lo)); e <= Math.ceil(Math.log10(hi)); e++) {
    for (const m of mantissas) {
      const tick = round(m * 10 ** e);
      if (tick >= lo * (1 - 1e-9) && tick <= hi * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

function nearest(ladders: number[][]): number[] {
  return ladders.reduce((a, b) => (Math.abs(b.length - 3.5) < Math.abs(a.length - 3.5) ? b : a));
}

/** Removes the dust of binary fractions: 3 * 0.1 is 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Where `value` lies on the scale, 0..1 inside the range. */
export function normalize(value: number, [lo, hi]: readonly [number, number], log: boolean): number {
  if (log && lo > 0) return Math.log(value / lo) / Math.log(hi / lo);
  return hi > lo ? (value - lo) / (hi - lo) : 0.5;
}

/** About `count` round values within [lo, hi], at even steps of 1, 2 or 5 times a power of ten. */
export function evenTicks(lo: number, hi: number, count: number): number[] {
  const step = roundBelow((1.6 * (hi - lo)) / Math.max(1, count));
  const [first, last] = [Math.ceil(lo / step - 1e-9), Math.floor(hi / step + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** The largest of 1, 2 and 5 times the powers of ten that is at most `most`, a number above 0. */
export function roundBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most) + 1e-9);
  const mantissa = [5, 2].find((m) => m * power <= most * (1 + 1e-9)) ?? 1;
  return round(mantissa * power);
}
