import "./spline_surface.css";
import { Link } from "./frame/link.ts";
import { mountedBeside } from "./frame/mounted.ts";
import { SurfaceExplorer } from "./surface/surface_explorer.ts";
import type { SurfaceTraits } from "./wire/wire.ts";

export default {
  render: mountedBeside<SurfaceTraits>("_surface", (model, host, signal) => {
    new SurfaceExplorer(new Link(model, signal), host);
  }),
};
