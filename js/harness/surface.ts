import type { Beside } from "../src/frame/linked_model.ts";
import widget from "../src/spline_surface.ts";
import type { SurfaceLayer, SurfaceTraits } from "../src/wire/wire.ts";
import { emptySurfaceTraits, FakeModel, pageOf } from "./model.ts";
import { SurfaceKernel } from "./surface_kernel.ts";

// ?hidden=20,20,20&tiles=20000&samples=60&visible=surface,wire&scale=2&theme=dark&color=area&state=empty
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const kernel = new SurfaceKernel({
  hidden: (query.get("hidden") ?? "20,20,20").split(",").map(Number),
  tiles: Number(query.get("tiles") ?? 0),
  samples: Number(query.get("samples") ?? 60),
});
const traits = emptySurfaceTraits();
const model = new FakeModel<Beside<SurfaceTraits>>(
  {
    ...traits,
    color_by: query.get("color") ?? "slope",
    visible: (query.get("visible")?.split(",") ?? traits.visible) as SurfaceLayer[],
    vertical_scale: Number(query.get("scale") ?? 1),
  },
  (changed, self) => kernel.take(changed, self),
);
if (query.get("state") !== "empty") kernel.start(model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host, host: pageOf(model) });
Object.assign(window, { model, kernel, remove });
