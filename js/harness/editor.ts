import widget from "../src/hyperplane_editor.ts";
import type { EditorTraits, Overlay } from "../src/wire/wire.ts";
import { EditorKernel } from "./editor_kernel.ts";
import { emptyEditorTraits, FakeModel } from "./model.ts";

// ?chosen=1&overlays=half-planes&theme=dark&error=...
const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const kernel = new EditorKernel([
  [1, 0.4, 0.3],
  [-0.3, 1, 0.1],
  [0.8, -1, 0.2],
  [1, 1, -0.6],
]);
const model = new FakeModel<EditorTraits>(
  {
    ...emptyEditorTraits(),
    chosen: query.has("chosen") ? [0, Number(query.get("chosen"))] : null,
    overlays: (query.get("overlays") ?? "half-planes").split(",") as Overlay[],
    error: query.get("error") ?? "",
  },
  (changed, self) => kernel.take(changed, self),
);
kernel.start(model);

const host = document.getElementById("host") as HTMLElement;
const remove = widget.render({ model, el: host });
Object.assign(window, { model, kernel, remove });
