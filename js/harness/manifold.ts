import widget from "../src/manifold_explorer.ts";
import type { ManifoldLayer, ManifoldTraits } from "../src/wire/wire.ts";
import { type Kind, ManifoldKernel } from "./manifold_kernel.ts";
import { emptyManifoldTraits, FakeModel } from "./model.ts";

// ?kind=curved&hidden=16,16&samples=300&visible=tiles,wire&unfold=0.5&projection=0,1,2&theme=dark&state=empty
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const kernel = new ManifoldKernel({
  kind: (query.get("kind") ?? "curved") as Kind,
  hidden: (query.get("hidden") ?? "16,16").split(",").map(Number),
  samples: Number(query.get("_samples") ?? 300),
});
const traits = emptyManifoldTraits();
const model = new FakeModel<ManifoldTraits>(
  {
    ...traits,
    color_by: query.get("color") ?? "volume",
    visible: (query.get("visible")?.split(",") ?? traits.visible) as ManifoldLayer[],
    unfold: Number(query.get("unfold") ?? 0),
    projection:
      (query.get("projection")?.split(",").map(Number) as [number, number, number]) ?? traits.projection,
  },
  (changed, self) => kernel.take(changed, self),
);
if (query.get("state") !== "empty") kernel.start(model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, kernel, remove });
