import "./slice_explorer.css";
import { Explorer } from "./explorer/explorer.ts";
import { mounted } from "./explorer/mounted.ts";
import type { Traits } from "./wire.ts";

export default { render: mounted<Traits>((link, host) => void new Explorer(link, host)) };
