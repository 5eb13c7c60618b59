import { formatCount } from "../color/numbers.ts";

export interface StepTick {
  readonly index: number;
  readonly text: string;
  /** CSS pixels from the first checkpoint: of the tick, and of its label's left side. */
  readonly at: number;
  readonly left: number;
  readonly width: number;
}

/** Each of these has the ticks of all smaller ones, so that a narrow axis agrees with a wide one. */
const COUNTS = [9, 5, 3, 2];
const DIGIT = 7; // CSS pixels; thin spaces count like digits, for good measure
const GAP = 8;
/** Labels may reach so far beyond the first and the last checkpoint, in CSS pixels: half of the thumb. */
export const OVERHANG = 8;

/** As many labels as fit, evenly spaced like the checkpoints themselves, along `length` CSS pixels. */
export function stepTicks(steps: readonly number[], length: number): StepTick[] {
  if (length <= 0) return [];
  const last = steps.length - 1;
  for (const count of COUNTS) {
    const indices = Array.from({ length: count }, (_, i) => Math.round((i * last) / (count - 1)));
    const ticks = [...new Set(indices)].map((index) => tick(steps, index, length));
    const apart = ticks.every(
      (one, i) => i === 0 || one.left >= ticks[i - 1].left + ticks[i - 1].width + GAP,
    );
    if (apart) return ticks;
  }
  return last === 0 ? [tick(steps, 0, length)] : [];
}

function tick(steps: readonly number[], index: number, length: number): StepTick {
  const text = formatCount(steps[index]);
  const width = DIGIT * text.length;
  const at = (index / Math.max(1, steps.length - 1)) * length;
  const left = Math.max(-OVERHANG, Math.min(length + OVERHANG - width, at - width / 2));
  return { index, text, at, left, width };
}
