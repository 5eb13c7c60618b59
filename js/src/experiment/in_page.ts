/** All of an experiment in the page as one file, `static/experiment.js`: what a page imports, and makes a worker of. */
import { type Told, TrainingRun } from "./training_run.ts";

export { readAddress, writeAddress } from "./address.ts";
export { examplesOf, USUAL } from "./experiment.ts";
export { Formula } from "./formula.ts";
export { checkExperiment } from "./read_experiment.ts";
export { safetensors } from "./safetensors.ts";
export { script } from "./script.ts";
export { Trainer } from "./trainer.ts";

// Only where there is no page.
if (typeof document === "undefined" && typeof self !== "undefined" && "importScripts" in self) {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  const clock = {
    now: () => performance.now(),
    // At once after what has come meanwhile, where a timer would let four milliseconds pass.
    later: (work: () => void) => {
      waiting.push(work);
      port2.postMessage(null);
    },
  };
  const run = new TrainingRun((told: Told) => self.postMessage(told), clock);
  self.onmessage = ({ data }) => run.hear(data);
}
