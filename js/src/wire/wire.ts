// The traits shared with `splinewidgets/widgets/slice/slice_explorer.py` and `spline_surface.py`: names, types and units,
// stated once.

/** [u_min, u_max, v_min, v_max] in slice coordinates. */
export type Box = readonly [number, number, number, number];
export type Point = readonly [number, number];

export type DType = "uint8" | "uint16" | "uint32" | "int16" | "int32" | "float32" | "float64";

/** An array as it travels: C order, little-endian. The buffer arrives as a DataView. */
export interface WireArray {
  dtype: DType;
  shape: number[];
  buffer: DataView | ArrayBuffer | Uint8Array;
}

export interface WireImage {
  /** [height, width] or [height, width, channels]. */
  shape: number[];
  /** The input at (u, v) is origin + u axes[0] + v axes[1]. */
  origin: WireArray;
  axes: WireArray;
  /** Values drawn as black and as full intensity. */
  range: [number, number];
}

export interface WirePicture {
  id: number;
  /** `seq` of the newest drag, tilt, undo or scrub that this picture includes. */
  seq?: number;
  window: [number, number, number, number];
  /** Columns and rows of samples, where the network is sampled: then there are no tiles, but a color for each cell. */
  grid?: [number, number];
  /** (V, 2) in window coordinates, 0..1, v up. */
  positions: WireArray;
  /** (T,): how many corners each tile has. */
  tile_sizes: WireArray;
  /** The counter-clockwise loops of all tiles, one after the other. */
  tile_vertices: WireArray;
  /** The layer of the edge that leaves each corner of a loop; 255 on the window's border. */
  corner_layers: WireArray;
  /** (S, 4): x0, y0, x1, y1 in window coordinates. */
  boundary: WireArray;
  /** The same of the reference checkpoint, when two are shown as their difference. */
  reference_boundary?: WireArray;
  anchors: [number, number][];
  handles: [number, number][];
  points: WireArray;
  point_labels: WireArray;
  point_nearness: WireArray;
  /** uint8: 1 for data that the network puts into another class than theirs. */
  point_missed: WireArray;
  image: WireImage | null;
}

/** A picture that was sent before, as it is but for its anchors. */
export type WireAgain = Pick<WirePicture, "id" | "seq" | "anchors" | "handles">;

export type Scale = "log" | "linear" | "class";

export interface WireColors {
  picture: number;
  name: string;
  label: string;
  unit: string;
  scale: Scale;
  range: [number, number];
  /** One for each tile, or for each sample, row by row from the lower left; NaN for those that have no color. */
  values: WireArray;
  confidence?: WireArray;
  classes?: string[];
  /** What tiles without color are, where that is known of some. */
  zero?: string;
}

/** Samples on a picture. */
export interface WireDots {
  /** The number of the picture that they are meant for. */
  picture: number;
  /** (n, 2) in window coordinates, 0..1. */
  points: WireArray;
}

export interface WireMap {
  points: WireArray;
  labels: WireArray;
  names: string[];
  axes: string[];
}

export interface Drag {
  index: number;
  where: "slice" | "map";
  at: Point;
  seq: number;
  done: boolean;
}

export interface Tilt {
  index: number;
  /** Radians from the plane in which the gesture began. */
  angle: number;
  /** Changes when a new gesture begins, so that a lost first message does no harm. */
  gesture: number;
  seq: number;
  done: boolean;
}

/** Views and anchors to go back to; steps below 0 are redone. */
export interface Undo {
  steps: number;
  seq: number;
}

/** About a tile, or else about a point of the slice where the network is sampled. */
export interface Facts {
  tile?: number;
  point?: Point;
  rows: [string, string][];
}

/** What lies above the tiles; "data" are those that are not misclassified. */
export type Mark = "boundary" | "data" | "misclassified" | "anchors";

/** "webgl" draws by a graphics card, "canvas" by the processor, "auto" by the faster of the two. */
export type Renderer = "auto" | "webgl" | "canvas";

export type State = "empty" | "compiling" | "computing" | "ready" | "error";

/** `{}` is Python's way to say "nothing yet". */
export type Maybe<T> = T | Record<string, never>;

export interface Traits {
  picture: Maybe<WirePicture | WireAgain>;
  /** Counts requests to be sent in full what Python takes for known here. */
  missing: number;
  colors: Maybe<WireColors>;
  /** From a widget that stands beside this one. */
  dots: Maybe<WireDots>;
  layers: { name: string; units: number }[];
  visible_layers: number[];
  color_by: string;
  measures: { name: string; label: string }[];
  colormap: string;
  view: Box | null;
  aspect: number;
  drag: Maybe<Drag>;
  tilt: Maybe<Tilt>;
  /** When the hand's gesture began of which `view`, `drag` or `tilt` comes, in ms. */
  gesture: number;
  undo: Maybe<Undo>;
  can_undo: boolean;
  can_redo: boolean;
  /** `seq` of the newest numbered message that is over and done, refused or not. */
  answered: number;
  reroll: number;
  can_tilt: boolean;
  map: Maybe<WireMap>;
  anchor_names: string[];
  /** Of the two coordinates where the slice is a plane of coordinates; none elsewhere. */
  axis_names: string[];
  class_names: string[];
  /** What there is above the tiles, and what of it is drawn. */
  marks: Mark[];
  visible_marks: Mark[];
  /** Names of the classes that have colors, and those of which tiles and data are drawn. */
  classes: string[];
  visible_classes: number[];
  hovered: number;
  selected: number;
  pointer: Point | null;
  /** `pointer` is sent with every move, not only when it comes to another tile. */
  tracks_pointer: boolean;
  facts: Maybe<Facts>;
  selected_facts: Maybe<Facts>;
  tile_count: number;
  status: string;
  error: string;
  state: State;
  height: number;
  renderer: Renderer;
}

/** The graph of one output over a tessellated window. */
export interface WireSurface
  extends Pick<
    WirePicture,
    "id" | "window" | "positions" | "tile_sizes" | "tile_vertices" | "corner_layers"
  > {
  /** (V,) float64, for in a small window they differ little: the output at each vertex. */
  heights: WireArray;
  /** Drawn from the floor of the surface to its top. */
  height_range: [number, number];
  /** Names of the output, and of the two axes of the window. */
  label: string;
  axes: string[];
}

/** Training data over the window. */
export interface WireData {
  /** (N, 2) in window coordinates. */
  points: WireArray;
  /** (N,) float64 in units of the output; without them points lie on the surface. */
  targets?: WireArray;
  /** (N,) float64: the output at each point. */
  predictions: WireArray;
}

/**
 * An eye at `distance` from `target`, in units of the world; angles in radians.
 *
 * A surface's unit is the width of its window, and its origin the middle of the window at the height of
 * `height_range[0]`: x runs along u, y along v, z upwards. A manifold's is the largest side of the box around it, and its
 * origin the middle of that box.
 */
export interface WireCamera {
  azimuth: number;
  elevation: number;
  distance: number;
  target: [number, number, number];
}

/** What all that is seen in space has. */
export interface SpaceTraits
  extends Pick<
    Traits,
    | "colors"
    | "layers"
    | "visible_layers"
    | "class_names"
    | "color_by"
    | "measures"
    | "colormap"
    | "hovered"
    | "selected"
    | "facts"
    | "selected_facts"
    | "status"
    | "error"
    | "state"
    | "height"
  > {
  /** Of the slice; null is the whole of it. */
  view: Box | null;
  /** Empty is home: all is seen. */
  camera: Maybe<WireCamera>;
}

export type SurfaceLayer = "tessellation" | "surface" | "wire" | "data" | "residuals";

export interface SurfaceTraits extends SpaceTraits {
  surface: Maybe<WireSurface>;
  data: Maybe<WireData>;
  outputs: string[];
  /** Index of the output that is drawn. */
  output: number;
  visible: SurfaceLayer[];
  /** With 1 the range of heights is half as high as the window is wide. */
  vertical_scale: number;
}

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
