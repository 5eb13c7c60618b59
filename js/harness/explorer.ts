import widget from "../src/slice_explorer.ts";
import { ToyKernel } from "./kernel.ts";
import { emptyTraits, FakeModel } from "./model.ts";

// ?map=0&images=0&hidden=16,16,16&delay=15&sampled=4&theme=dark&state=compiling&color=class
const query = new URLSearchParams(location.search);
const on = (name: string) => query.get(name) !== "0";
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const kernel = new ToyKernel({
  map: on("map"),
  images: on("images"),
  hidden: (query.get("hidden") ?? "20,20,20").split(",").map(Number),
  delay: Number(query.get("delay") ?? 15),
  sampled: query.has("sampled") ? Number(query.get("sampled")) : undefined,
});
const model = new FakeModel({ ...emptyTraits(), color_by: query.get("color") ?? "slope" }, (changed, self) =>
  kernel.take(changed, self),
);
const state = query.get("state");
if (state === "compiling")
  model.receive({ state, status: "Compiling the geometry kernel, once per installation …" });
else if (state !== "empty") kernel.start(model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, kernel, remove });
