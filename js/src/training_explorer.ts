import "./training_explorer.css";
import { element } from "./dom/element.ts";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { showPart } from "./frame/part.ts";
import { TileSelection } from "./selection/tile_selection.ts";
import { ShapesBeside } from "./shapes/shapes_beside.ts";
import { IN_TIME } from "./slice/gestures.ts";
import { SliceExplorerView } from "./slice/slice_explorer_view.ts";
import { UnitLines } from "./slice/unit_lines.ts";
import { Comparison } from "./training/comparison.ts";
import { Timeline } from "./training/timeline.ts";
import type { TrainingTraits } from "./wire/wire.ts";

export default {
  render: mounted<TrainingTraits>("_picture", (model, host, signal, widgets) => {
    const link = new NumberedLink(model, signal);
    const explorer = new SliceExplorerView(link, host);
    new UnitLines(link, explorer);
    new TileSelection(link, explorer);
    new ShapesBeside(link, explorer);
    const timeline = new Timeline(link);
    new Comparison(link, explorer, timeline.bar);
    const { main, body, help } = explorer.frame;
    main.append(timeline.bar.root);
    help.add(IN_TIME);
    const curves = element("div", { class: "sw-part" });
    body.after(curves);
    showPart(link, "part", widgets, curves);
  }),
};
