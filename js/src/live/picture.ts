/** Tiles of the page's engine as the picture that a canvas draws: `pictures/rendering/tessellation_picture.py`. */
import { decisionBoundary } from "../engine/decision_boundary.ts";
import type { Tiles } from "../engine/tiles.ts";
import { encode, narrowest } from "../wire/encode.ts";
import { BORDER } from "../wire/tile_loops.ts";
import type { Box, Point, WireImage, WirePicture } from "../wire/wire.ts";
import type { NearPoints } from "./near_points.ts";
import type { Plane } from "./plane.ts";

// WebGL2 reads the index 0xFFFF of a 16-bit list as the begin of another primitive.
const MOST_SHORT_INDICES = 0xffff;

/** Where inputs are images: their shape, and which of an input's numbers each of a picture's is. */
export interface ImageOrder {
  readonly shape: number[];
  readonly order: Uint32Array;
  readonly range: [number, number];
}

export interface Beside {
  readonly id: number;
  readonly seq: number | null;
  readonly anchors: readonly Point[];
  readonly handles: readonly Point[];
  readonly near: NearPoints;
  readonly image: WireImage | null;
  /** Whether outputs are scores of classes, between which there are boundaries. */
  readonly classes: boolean;
}

export function pictureOf(tiles: Tiles, bounds: Box, beside: Beside): WirePicture {
  const { vertices, tileOffsets, tileVertices, tileEdges, edgeLayers, edgeUnits } = tiles;
  const corners = tileVertices.length;
  const layers = new Uint8Array(corners);
  const units: number[] = [];
  for (let tile = 0; tile < tiles.tileCount; tile++) {
    const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    for (let i = begin; i < end; i++) {
      const edge = tileEdges[i];
      const layer = edgeLayers[edge];
      layers[i] = layer < 0 ? BORDER : Math.min(layer, BORDER - 1);
      // Each edge between tiles once, in the order in which a canvas finds them.
      const next = tileVertices[i + 1 < end ? i + 1 : begin];
      if (layer >= 0 && tileVertices[i] < next) units.push(edgeUnits[edge]);
    }
  }
  const segments = beside.classes ? decisionBoundary(tiles).segments : new Float64Array(0);
  const short = vertices.length / 2 <= MOST_SHORT_INDICES;
  const { near } = beside;
  return {
    id: beside.id,
    seq: beside.seq,
    window: [...bounds],
    positions: encode(placed(vertices, bounds), vertices.length / 2, 2),
    tile_sizes: encode(narrowest(tileOffsets.slice(1).map((end, i) => end - tileOffsets[i]))),
    tile_vertices: encode(short ? Uint16Array.from(tileVertices) : tileVertices.slice()),
    corner_layers: encode(layers),
    edge_units: encode(narrowest(units)),
    boundary: encode(placed(segments, bounds), segments.length / 4, 4),
    anchors: beside.anchors.map((place) => [...place]),
    handles: beside.handles.map((place) => [...place]),
    points: encode(near.points, near.points.length / 2, 2),
    point_labels: encode(near.labels),
    point_nearness: encode(near.nearness),
    point_missed: encode(near.missed),
    image: beside.image,
  };
}

/** Places in slice coordinates, (n, 2), in those of the window. */
function placed(places: Float64Array, [u0, u1, v0, v1]: Box): Float32Array {
  const [corner, size] = [
    [u0, v0],
    [u1 - u0, v1 - v0],
  ];
  return Float32Array.from(places, (value, i) => (value - corner[i & 1]) / size[i & 1]);
}

/** The slice as pixels. */
export function imageOf({ shape, order, range }: ImageOrder, { origin, axes }: Plane): WireImage {
  const width = origin.length;
  const pixels = new Float32Array(3 * width);
  for (let k = 0; k < width; k++) {
    pixels[k] = origin[order[k]];
    pixels[width + k] = axes[order[k]];
    pixels[2 * width + k] = axes[width + order[k]];
  }
  return {
    shape,
    origin: encode(pixels.slice(0, width)),
    axes: encode(pixels.slice(width), 2, width),
    range,
  };
}
