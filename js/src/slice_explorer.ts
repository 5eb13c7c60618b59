import "./slice_explorer.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { TileSelection } from "./selection/tile_selection.ts";
import { ShapesBeside } from "./shapes/shapes_beside.ts";
import { SliceExplorerView } from "./slice/slice_explorer_view.ts";
import { UnitLines } from "./slice/unit_lines.ts";
import type { Traits } from "./wire/wire.ts";

export default {
  render: mounted<Traits>("_picture", (model, host, signal) => {
    const link = new NumberedLink(model, signal);
    const explorer = new SliceExplorerView(link, host);
    new UnitLines(link, explorer);
    new TileSelection(link, explorer);
    new ShapesBeside(link, explorer);
    // The panel may be higher than the picture.
    explorer.frame.main.append(explorer.frame.status.root);
  }),
};
