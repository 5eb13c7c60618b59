import "./robustness_view.css";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { RobustnessView } from "./robustness/robustness_view.ts";
import type { RobustnessTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<RobustnessTraits>("_found", (model, host, signal) => {
    new RobustnessView(new Link(model, signal), host);
  }),
};
