import "./depth_width_explorer.css";
import { DepthWidthExplorer } from "./depth_width/depth_width_explorer.ts";
import { Link } from "./frame/link.ts";
import { mounted } from "./frame/mounted.ts";
import type { DepthWidthTraits } from "./wire/wire.ts";

export default {
  render: mounted<DepthWidthTraits>("_curves", (model, host, signal) => {
    new DepthWidthExplorer(new Link(model, signal), host);
  }),
};
