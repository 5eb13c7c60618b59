import widget from "../src/initialization_explorer.ts";
import type { InitializationTraits } from "../src/wire/wire.ts";
import { answer, emptyInitializationTraits } from "./initialization_kernel.ts";
import { FakeModel } from "./model.ts";

// ?look=density&theme=dark&state=computing
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const look = query.get("look") === "density" ? "density" : "lines";
const model = new FakeModel<InitializationTraits>({ ...emptyInitializationTraits(), look }, answer);
const state = query.get("state");
if (state === "computing") model.receive({ state, _fraction: 0.4 });
else if (state !== "empty") answer({ look }, model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, remove });
