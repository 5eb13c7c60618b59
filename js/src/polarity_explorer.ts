import "./polarity_explorer.css";
import { Link } from "./frame/link.ts";
import { mounted } from "./frame/mounted.ts";
import { PolarityExplorer } from "./polarity/polarity_explorer.ts";
import type { PolarityTraits } from "./wire/wire.ts";

export default {
  // It draws by itself from its pool.
  render: mounted<PolarityTraits>(
    "_pool",
    (model, host, signal) => {
      new PolarityExplorer(new Link(model, signal), host);
    },
    false,
  ),
};
