import "./manifold_explorer.css";
import { element } from "./dom/element.ts";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { showPart } from "./frame/part.ts";
import { alignBodies } from "./manifold/aligned.ts";
import { ManifoldExplorer } from "./manifold/manifold_explorer.ts";
import type { ManifoldTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<ManifoldTraits>("_manifold", (model, host, signal, widgets) => {
    const link = new Link(model, signal);
    const latents = element("div", { class: "sw-part", hidden: true });
    const image = element("div", { class: "sw-container" });
    const pair = element("div", { class: "sw-pair" }, latents, image);
    host.append(pair);
    alignBodies(pair, signal);
    new ManifoldExplorer(link, image);
    showPart(link, "part", widgets, latents);
  }),
};
