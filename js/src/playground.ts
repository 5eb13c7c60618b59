import "./playground.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { PlaygroundView } from "./playground/playground_view.ts";
import type { PlaygroundTraits } from "./wire/wire.ts";

export default {
  render: mounted<PlaygroundTraits>("_examples", (model, host, signal, widgets) => {
    new PlaygroundView(new NumberedLink(model, signal), host, widgets);
  }),
};
