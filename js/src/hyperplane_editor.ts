import "./hyperplane_editor.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { Editor } from "./hyperplane_editor/editor.ts";
import { TileSelection } from "./selection/tile_selection.ts";
import { ShapesBeside } from "./shapes/shapes_beside.ts";
import { SliceExplorerView } from "./slice/slice_explorer_view.ts";
import type { EditorTraits } from "./wire/wire.ts";

export default {
  render: mounted<EditorTraits>("_picture", (model, host, signal) => {
    const link = new NumberedLink(model, signal);
    const explorer = new SliceExplorerView(link, host);
    new TileSelection(link, explorer);
    new Editor(link, explorer);
    new ShapesBeside(link, explorer);
    explorer.frame.main.append(explorer.frame.status.root);
  }),
};
