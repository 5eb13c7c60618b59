import widget from "../src/depth_width_explorer.ts";
import type { DepthWidthTraits } from "../src/wire/wire.ts";
import { tentTraits, triangles } from "./depth_states.ts";
import { FakeModel } from "./model.ts";

// ?theme=dark&tiles=1
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";
const tiles: Partial<DepthWidthTraits> = {
  network: "folding",
  _own_width: null,
  _graph: {},
  _cells: triangles(),
};
const model = new FakeModel<DepthWidthTraits>({ ...tentTraits(), ...(query.get("tiles") ? tiles : {}) });
const remove = widget.render({ model, el: document.getElementById("host") as HTMLElement });
Object.assign(window, { model, remove });
