import type { Widgets } from "../src/frame/part.ts";
import widget from "../src/playground.ts";
import type { DataKind, PlaygroundTraits, WireExamples } from "../src/wire/wire.ts";
import { encode } from "./encode.ts";
import { FakeModel } from "./model.ts";
import { emptyPlaygroundTraits } from "./playground_traits.ts";

// ?data=moons&step=1240&playing=1&own=1&error=...&state=empty&theme=dark: a fixed state, which nobody answers
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const COUNT = 300;
const data = (query.get("data") ?? "moons") as DataKind;

/** Two half circles; their height where numbers are to be fitted. */
function examples(): WireExamples {
  const angles = Array.from({ length: COUNT }, (_, i) => (Math.PI * ((i * 0.618) % 1)) as number);
  const points = angles.map((angle, i) =>
    i % 2 === 0
      ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25 + 0.2 * ((i * 0.37) % 1)]
      : [Math.cos(angle) + 0.5, 0.25 - Math.sin(angle) + 0.2 * ((i * 0.37) % 1)],
  );
  const numbers = data === "formula";
  return {
    points: encode(Float32Array.from(points.flat()), COUNT, 2),
    values: encode(Float32Array.from(points, ([, y], i) => (numbers ? y : i % 2))),
    names: numbers ? [] : ["0", "1"],
    window: [-2, 2, -2, 2],
  };
}

/** What stands where Python shows other widgets. */
const widgets: Widgets = {
  getModel: (name) => Promise.reject(new Error(`There is no ${name}.`)),
  getWidget: async (name) => ({
    render: async ({ el }) => {
      el.style.cssText = `display: grid; place-items: center; height: ${name === "curves" ? 160 : 400}px`;
      el.style.background = "var(--jp-layout-color2)";
      el.textContent = name;
    },
  }),
};

const own = query.get("own") === "1";
const empty = query.get("state") === "empty";
const model = new FakeModel<PlaygroundTraits>({
  ...emptyPlaygroundTraits(),
  data,
  step: Number(query.get("step") ?? 1240),
  playing: query.get("playing") === "1",
  error: query.get("error") ?? "",
  state: empty ? "empty" : "ready",
  status: empty ? "" : "431 tiles · 12 ms · float32",
  _examples: empty ? {} : examples(),
  _own_data: own,
  _own_model: own,
  _own_step: own,
  _code:
    "import torch\n\ntorch.manual_seed(0)\nmodel = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU())\n",
  _explorer: "tiles",
  _surface: "graph",
  _curves: "curves",
});

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host, host: widgets });
Object.assign(window, { model, remove });
