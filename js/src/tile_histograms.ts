import "./tile_histograms.css";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { TileHistograms } from "./tile_histograms/tile_histograms.ts";
import type { HistogramTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<HistogramTraits>("_statistics", (model, host, signal) => {
    new TileHistograms(new Link(model, signal), host);
  }),
};
