import "./loss_landscape.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { LandscapeExplorer } from "./loss_landscape/landscape_explorer.ts";
import type { LandscapeTraits } from "./wire/wire.ts";

export default {
  render: mounted<LandscapeTraits>("_landscapes", (model, host, signal) => {
    new LandscapeExplorer(new NumberedLink(model, signal), host);
  }),
};
