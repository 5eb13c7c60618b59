import depth_width_explorer from "../src/depth_width_explorer.ts";
import hyperplane_editor from "../src/hyperplane_editor.ts";
import initialization_explorer from "../src/initialization_explorer.ts";
import loss_landscape from "../src/loss_landscape.ts";
import manifold_explorer from "../src/manifold_explorer.ts";
import network_diagram from "../src/network_diagram.ts";
import playground from "../src/playground.ts";
import polarity_explorer from "../src/polarity_explorer.ts";
import robustness_view from "../src/robustness_view.ts";
import segment_plot from "../src/segment_plot.ts";
import slice_explorer from "../src/slice_explorer.ts";
import spline_editor from "../src/spline_editor.ts";
import spline_surface from "../src/spline_surface.ts";
import tile_histograms from "../src/tile_histograms.ts";
import tile_inspector from "../src/tile_inspector.ts";
import training_curves from "../src/training_curves.ts";
import training_explorer from "../src/training_explorer.ts";

/** The entries of all widgets, by their bundles. */
export const ENTRIES = {
  depth_width_explorer,
  hyperplane_editor,
  initialization_explorer,
  loss_landscape,
  manifold_explorer,
  network_diagram,
  tile_histograms,
  playground,
  polarity_explorer,
  robustness_view,
  segment_plot,
  slice_explorer,
  spline_editor,
  spline_surface,
  tile_inspector,
  training_curves,
  training_explorer,
};
