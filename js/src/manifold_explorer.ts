import "./manifold_explorer.css";
import { Link } from "./explorer/link.ts";
import { mounted } from "./explorer/mounted.ts";
import { ManifoldExplorer } from "./manifold/manifold_explorer.ts";
import type { ManifoldTraits } from "./manifold/traits.ts";

export default {
  render: mounted<ManifoldTraits>("manifold", (model, host, signal) => {
    new ManifoldExplorer(new Link(model, signal), host);
  }),
};
