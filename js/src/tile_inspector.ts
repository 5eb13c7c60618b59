import "./tile_inspector.css";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { Inspector } from "./inspector/inspector.ts";
import type { InspectorTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<InspectorTraits>("_terms", (model, host, signal) => {
    new Inspector(new Link(model, signal), host);
  }),
};
