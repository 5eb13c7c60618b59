import "./segment_plot.css";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { SegmentPlot } from "./segment_plot/segment_plot.ts";
import type { SegmentTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<SegmentTraits>("_plot", (model, host, signal) => {
    new SegmentPlot(new Link(model, signal), host);
  }),
};
