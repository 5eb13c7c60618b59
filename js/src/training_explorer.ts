import "./training_explorer.css";
import { element } from "./chrome/element.ts";
import { Explorer } from "./explorer/explorer.ts";
import { IN_TIME } from "./explorer/gestures.ts";
import { mounted } from "./explorer/mounted.ts";
import { NumberedLink } from "./explorer/numbered_link.ts";
import { showPart } from "./explorer/part.ts";
import { Comparison } from "./training/comparison.ts";
import { Timeline } from "./training/timeline.ts";
import type { TrainingTraits } from "./training/traits.ts";

/** As many as Python keeps: some hundred megabytes. */
const MOST_TILES = 600_000;

export default {
  render: mounted<TrainingTraits>("picture", (model, host, signal, widgets) => {
    const link = new NumberedLink(model, signal);
    const explorer = new Explorer(link, host, MOST_TILES);
    const timeline: Timeline = new Timeline(link, (index) => comparison.choose(index));
    const comparison = new Comparison(link, explorer, timeline.bar);
    explorer.main.append(timeline.bar.root);
    explorer.help.add(IN_TIME);
    const curves = element("div", { class: "sw-part" });
    explorer.body.after(curves);
    showPart(link, widgets, curves);
  }),
};
