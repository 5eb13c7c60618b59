import "./tile_histograms.css";
import { mountedBeside } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { TileHistograms } from "./tile_histograms/tile_histograms.ts";
import type { HistogramTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<HistogramTraits>("_statistics", (model, host, signal) => {
    new TileHistograms(new NumberedLink(model, signal), host);
  }),
};
