import "./initialization_explorer.css";
import { Link } from "./frame/link.ts";
import { mounted } from "./frame/mounted.ts";
import { InitializationExplorer } from "./initialization/initialization_explorer.ts";
import type { InitializationTraits } from "./wire/wire.ts";

export default {
  render: mounted<InitializationTraits>("_normalized", (model, host, signal) => {
    new InitializationExplorer(new Link(model, signal), host);
  }),
};
