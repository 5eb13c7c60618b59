import widget from "../src/polarity_explorer.ts";
import type { PolarityTraits } from "../src/wire/wire.ts";
import { FakeModel } from "./model.ts";
import { emptyPolarityTraits, ringData, ringPool } from "./ring_generator.ts";

// ?count=100000&images=1000&data=0&rho=1&replace=1&range=-5,5&theme=dark&state=computing
const query = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const model = new FakeModel<PolarityTraits>({
  ...emptyPolarityTraits(),
  rho: number("rho", 0),
  replace: query.get("replace") === "1",
  _rho_range: (query.get("range") ?? "-1,2").split(",").map(Number) as [number, number],
});
const state = query.get("state");
if (state === "computing") model.receive({ state, status: "Volumes of 40 000 of 100 000 latents …" });
else if (state !== "empty") {
  const count = number("count", 100_000);
  model.receive({
    _pool: ringPool(count, number("images", 0)),
    _data: query.get("_data") === "0" ? {} : ringData(20_000),
    class_names: ["east", "north", "west", "south-west", "south-east"],
    state: "ready",
    status: `${count.toLocaleString("en").replaceAll(",", "\u2009")} latents · 3.6 s · float32`,
  });
}

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, remove });
