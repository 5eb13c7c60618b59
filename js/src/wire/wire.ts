import type { Nothing } from "./generated/arrays.ts";
import type { Traits } from "./generated/slice_explorer.ts";

// What travels between Python and the browser is declared in Python, and written here by `make wire`.
export type * from "./generated/arrangement.ts";
export type * from "./generated/arrays.ts";
export type * from "./generated/colors.ts";
export type * from "./generated/depth_width.ts";
export type * from "./generated/depth_width_explorer.ts";
export type * from "./generated/diagram.ts";
export type * from "./generated/engine.ts";
export type * from "./generated/experiment.ts";
export * from "./generated/experiment_constants.ts";
export type * from "./generated/explorer.ts";
export type * from "./generated/gestures.ts";
export type * from "./generated/hyperplane_editor.ts";
export type * from "./generated/initialization.ts";
export type * from "./generated/initialization_explorer.ts";
export type * from "./generated/inspection.ts";
export type * from "./generated/landscape.ts";
export type * from "./generated/linked_view.ts";
export type * from "./generated/live.ts";
export type * from "./generated/loss_landscape.ts";
export type * from "./generated/manifold.ts";
export type * from "./generated/manifold_explorer.ts";
export type * from "./generated/messages.ts";
export type * from "./generated/metric_curves.ts";
export type * from "./generated/network_diagram.ts";
export type * from "./generated/picture.ts";
export type * from "./generated/playground.ts";
export type * from "./generated/polarity.ts";
export type * from "./generated/polarity_explorer.ts";
export type * from "./generated/robustness.ts";
export type * from "./generated/robustness_view.ts";
export type * from "./generated/saving.ts";
export type * from "./generated/segment.ts";
export type * from "./generated/segment_plot.ts";
export type * from "./generated/shapes.ts";
export type * from "./generated/slice_explorer.ts";
export type * from "./generated/space.ts";
export type * from "./generated/space_view.ts";
export type * from "./generated/spline.ts";
export type * from "./generated/spline_editor.ts";
export type * from "./generated/spline_surface.ts";
export type * from "./generated/statistics.ts";
export type * from "./generated/tile_histograms.ts";
export type * from "./generated/tile_inspector.ts";
export type * from "./generated/training.ts";
export type * from "./generated/training_explorer.ts";

/** `{}` is Python's way to say "nothing yet". */
export type Maybe<T> = T | Nothing;

/** The part of the anywidget model that the front end uses. */
export interface Model<T extends object = Traits> {
  get<K extends keyof T>(name: K): T[K];
  set<K extends keyof T>(name: K, value: T[K]): void;
  save_changes(): void;
  on(event: string, callback: () => void): void;
  off(event: string, callback: () => void): void;
  /** The host's own, where it is one of Jupyter's. */
  readonly widget_manager?: { readonly kernel?: HostKernel | null };
}

/** An event of a host. */
interface HostEvent {
  connect(callback: () => void): void;
  disconnect(callback: () => void): void;
}

/** What Jupyter's front ends know of a kernel. */
export interface HostKernel {
  readonly status?: string;
  readonly isDisposed?: boolean;
  readonly statusChanged?: HostEvent;
  readonly disposed?: HostEvent;
}

/** Whether a trait holds something, that is, is not Python's `{}`. */
export function present<T extends object>(value: Maybe<T> | null | undefined): value is T {
  return value !== null && value !== undefined && Object.keys(value).length > 0;
}
