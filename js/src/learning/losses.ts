import type { LossKind } from "../wire/wire.ts";
import type { Columns } from "./columns.ts";

/** The mean loss over points; sets its gradient in the outputs, if one is given. Classes are one-hot. */
export type Loss = (outputs: Columns, targets: Columns, gradient: Columns | null) => number;

export const LOSSES: Record<LossKind, Loss> = {
  /** `nn.functional.cross_entropy`. */
  cross_entropy: (outputs, targets, gradient) => {
    const { units, points, values: y } = outputs;
    const wanted = targets.values;
    gradient?.resize(units, points);
    let loss = 0;
    for (let n = 0; n < points; n++) {
      let [largest, sum] = [Number.NEGATIVE_INFINITY, 0];
      for (let i = n; i < outputs.size; i += points) largest = Math.max(largest, y[i]);
      for (let i = n; i < outputs.size; i += points) sum += Math.exp(y[i] - largest);
      const log = largest + Math.log(sum);
      for (let i = n; i < outputs.size; i += points) {
        if (wanted[i] !== 0) loss += log - y[i];
        if (gradient) gradient.values[i] = (Math.exp(y[i] - log) - wanted[i]) / points;
      }
    }
    return loss / points;
  },
  /** `nn.functional.mse_loss`: the mean over points and outputs. */
  squared: (outputs, targets, gradient) => {
    const { units, points, size, values: y } = outputs;
    const wanted = targets.values;
    gradient?.resize(units, points);
    let loss = 0;
    for (let i = 0; i < size; i++) {
      const difference = y[i] - wanted[i];
      loss += difference * difference;
      if (gradient) gradient.values[i] = (2 * difference) / size;
    }
    return loss / size;
  },
};
