import "./network_diagram.css";
import { Diagram } from "./diagram/diagram.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import type { DiagramTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<DiagramTraits>("_network", (model, host, signal) => {
    new Diagram(new NumberedLink(model, signal), host);
  }),
};
