import hyperplane_editor from "../src/hyperplane_editor.ts";
import manifold_explorer from "../src/manifold_explorer.ts";
import polarity_explorer from "../src/polarity_explorer.ts";
import slice_explorer from "../src/slice_explorer.ts";
import spline_surface from "../src/spline_surface.ts";
import training_curves from "../src/training_curves.ts";
import training_explorer from "../src/training_explorer.ts";

/** The entries of all widgets, by their bundles. */
export const ENTRIES = {
  hyperplane_editor,
  manifold_explorer,
  polarity_explorer,
  slice_explorer,
  spline_surface,
  training_curves,
  training_explorer,
};
