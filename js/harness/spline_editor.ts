import widget from "../src/spline_editor.ts";
import type { SplineEditorTraits } from "../src/wire/wire.ts";
import { FakeModel } from "./model.ts";
import { splineTraits } from "./spline_states.ts";

// ?theme=dark&error=What is wrong.
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";
const model = new FakeModel<SplineEditorTraits>({ ...splineTraits(), error: query.get("error") ?? "" });
const remove = widget.render({ model, el: document.getElementById("host") as HTMLElement });
Object.assign(window, { model, remove });
