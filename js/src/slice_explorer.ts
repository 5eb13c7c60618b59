import "./slice_explorer.css";
import { mounted } from "./frame/mounted.ts";
import { NumberedLink } from "./frame/numbered_link.ts";
import { SliceExplorerView } from "./slice/slice_explorer_view.ts";
import type { Traits } from "./wire/wire.ts";

export default {
  render: mounted<Traits>("_picture", (model, host, signal) => {
    const { frame } = new SliceExplorerView(new NumberedLink(model, signal), host);
    // The panel may be higher than the picture.
    frame.main.append(frame.status.root);
  }),
};
