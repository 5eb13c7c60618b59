import widget from "../src/training_explorer.ts";
import type { Compare, TrainingTraits } from "../src/wire/wire.ts";
import { emptyTrainingTraits, FakeModel } from "./model.ts";
import { logSteps, TrainingKernel } from "./training_kernel.ts";

// ?compare=side&checkpoint=20&reference=5&count=52&following=1&playing=1&map=0&hidden=16,16&delay=15&theme=dark
const query = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const steps = logSteps(number("count", 64), 14_000);
const kernel = new TrainingKernel(
  {
    map: query.get("_map") !== "0",
    images: true,
    hidden: (query.get("hidden") ?? "14,14").split(",").map(Number),
    delay: number("delay", 15),
  },
  query.get("state") === "none" ? [] : steps,
);
const model = new FakeModel<TrainingTraits>(
  {
    ...emptyTrainingTraits(),
    checkpoint: number("checkpoint", 0),
    reference: number("reference", 5),
    compare: (query.get("compare") ?? "single") as Compare,
    following: query.get("following") === "1",
    playing: query.get("playing") === "1",
  },
  (changed, self) => kernel.take(changed, self),
);
kernel.start(model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, kernel, remove });
