import type { Nothing } from "./arrays.gen.ts";
import type { Traits } from "./slice_explorer.gen.ts";

// What travels between Python and the browser is declared in Python, and written here by `make wire`.
export type * from "./arrangement.gen.ts";
export type * from "./arrays.gen.ts";
export type * from "./colors.gen.ts";
export type * from "./depth_width.gen.ts";
export type * from "./depth_width_explorer.gen.ts";
export type * from "./experiment.gen.ts";
export type * from "./explorer.gen.ts";
export type * from "./gestures.gen.ts";
export type * from "./hyperplane_editor.gen.ts";
export type * from "./initialization.gen.ts";
export type * from "./initialization_explorer.gen.ts";
export type * from "./linked_view.gen.ts";
export type * from "./manifold.gen.ts";
export type * from "./manifold_explorer.gen.ts";
export type * from "./messages.gen.ts";
export type * from "./metric_curves.gen.ts";
export type * from "./picture.gen.ts";
export type * from "./playground.gen.ts";
export type * from "./polarity.gen.ts";
export type * from "./polarity_explorer.gen.ts";
export type * from "./slice_explorer.gen.ts";
export type * from "./space.gen.ts";
export type * from "./space_view.gen.ts";
export type * from "./spline.gen.ts";
export type * from "./spline_editor.gen.ts";
export type * from "./spline_surface.gen.ts";
export type * from "./training.gen.ts";
export type * from "./training_explorer.gen.ts";

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
