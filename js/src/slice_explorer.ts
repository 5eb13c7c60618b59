import "./slice_explorer.css";
import { Explorer } from "./explorer/explorer.ts";
import { mounted } from "./explorer/mounted.ts";
import { NumberedLink } from "./explorer/numbered_link.ts";
import type { Traits } from "./wire.ts";

export default {
  render: mounted<Traits>("picture", (model, host, signal) => {
    const { main, status } = new Explorer(new NumberedLink(model, signal), host);
    // The panel may be higher than the picture.
    main.append(status.root);
  }),
};
