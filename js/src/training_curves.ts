import "./training_curves.css";
import { Link } from "./frame/link.ts";
import { mounted } from "./frame/mounted.ts";
import { Curves } from "./training/curves.ts";
import type { CurveTraits } from "./wire/wire.ts";

export default {
  render: mounted<CurveTraits>(
    "_figures",
    (model, host, signal) => {
      new Curves(new Link(model, signal), host);
    },
    false,
  ),
};
