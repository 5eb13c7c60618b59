import "./spline_editor.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { SplineEditor } from "./spline_editor/spline_editor.ts";
import type { SplineEditorTraits } from "./wire/wire.ts";

export default {
  render: mounted<SplineEditorTraits>("_graph", (model, host, signal) => {
    new SplineEditor(new NumberedLink(model, signal), host);
  }),
};
