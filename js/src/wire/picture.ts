import { sidesAround } from "./ancestors.ts";
import { type Decoded, decode } from "./decode.ts";
import { edgesOf, offsetsOf } from "./tile_loops.ts";
import type { Box, Point, Scale, WireAgain, WireColors, WireImage, WirePicture } from "./wire.ts";

export type Indices = Decoded<"uint16" | "uint32" | "int32">;

/** One tessellation as it is drawn: flat arrays, positions in window coordinates (0..1, v up). */
export interface Picture {
  /** What it was read from: the same object is the same picture. */
  readonly wire: WirePicture | WireAgain;
  readonly id: number;
  readonly seq: number | null;
  readonly window: Box;
  /** Columns and rows of cells that have a color each, where the network is sampled; null where there are tiles. */
  readonly grid: Point | null;
  readonly tileCount: number;
  readonly positions: Float32Array;
  readonly tileOffsets: Uint32Array;
  readonly tileVertices: Indices;
  /** Of the edge that leaves each corner of a loop, or `BORDER`. */
  readonly cornerLayers: Uint8Array;
  /** (E, 2) vertices of the edges between tiles, in no particular order. */
  readonly edges: Uint32Array;
  readonly edgeLayers: Uint8Array;
  /** Within their layers. */
  readonly edgeUnits: Uint8Array | Uint16Array | Uint32Array;
  readonly boundary: Float32Array;
  /** That of the reference checkpoint, drawn under it; empty unless two are shown as their difference. */
  readonly referenceBoundary: Float32Array;
  readonly anchors: readonly Point[];
  readonly handles: readonly Point[];
  readonly points: Float32Array;
  readonly pointLabels: Uint8Array;
  readonly pointNearness: Float32Array;
  /** 1 for data of which the network predicts another class. */
  readonly pointMissed: Uint8Array;
  readonly image: ImagePlane | null;
}

/** The inputs of the slice as images: origin + u axes[0] + v axes[1], in height, width, channel order. */
export interface ImagePlane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly origin: Float32Array;
  readonly axes: Float32Array;
  readonly range: readonly [number, number];
}

/** One number per tile and how to read it. */
export interface Colors {
  readonly picture: number;
  /** Of the measure. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly scale: Scale;
  readonly range: readonly [number, number];
  readonly values: Float32Array;
  readonly confidence: Float32Array | null;
  /** One of 256 colors for each tile after each layer, layer by layer, where activation patterns are shown. */
  readonly patterns: Uint8Array | null;
  readonly classes: readonly string[];
  /** What tiles are that have no place on a logarithmic scale; empty if there are none. */
  readonly zero: string;
}

export const INDEX = ["uint16", "uint32", "int32"] as const;
export const SIZE = ["uint8", "uint16", "uint32"] as const;
const FLOAT = ["float32"] as const;
const BYTE = ["uint8"] as const;

export function readPicture(wire: WirePicture): Picture {
  const tileOffsets = offsetsOf(decode(wire.tile_sizes, SIZE));
  const tileVertices = decode(wire.tile_vertices, INDEX);
  const cornerLayers = decode(wire.corner_layers, BYTE);
  const { edges, edgeLayers } = edgesOf(tileOffsets, tileVertices, cornerLayers);
  const edgeUnits = decode(wire.edge_units, SIZE);
  if (edgeUnits.length !== edgeLayers.length) {
    throw new RangeError(
      `Got the units of ${edgeUnits.length} edges. The loops have ${edgeLayers.length}. ` +
        "Send all of one tessellation.",
    );
  }
  return {
    wire,
    id: wire.id,
    seq: wire.seq,
    window: wire.window,
    grid: wire.grid ?? null,
    tileCount: tileOffsets.length - 1,
    positions: decode(wire.positions, FLOAT),
    tileOffsets,
    tileVertices,
    cornerLayers,
    edges,
    edgeLayers,
    edgeUnits,
    boundary: decode(wire.boundary, FLOAT),
    referenceBoundary: wire.reference_boundary ? decode(wire.reference_boundary, FLOAT) : new Float32Array(0),
    anchors: wire.anchors,
    handles: wire.handles,
    points: decode(wire.points, FLOAT),
    pointLabels: decode(wire.point_labels, BYTE),
    pointNearness: decode(wire.point_nearness, FLOAT),
    pointMissed: decode(wire.point_missed, BYTE),
    image: wire.image === null ? null : readImage(wire.image),
  };
}

function readImage(wire: WireImage): ImagePlane {
  const [height, width, channels = 1] = wire.shape;
  const origin = decode(wire.origin, FLOAT);
  if (origin.length !== height * width * channels) {
    throw new RangeError(
      `Got an image of ${origin.length} values. Wanted ${height * width * channels} for shape ` +
        `[${wire.shape.join(", ")}]. Send it in height, width, channel order.`,
    );
  }
  return { height, width, channels, origin, axes: decode(wire.axes, FLOAT), range: wire.range };
}

export function readColors(wire: WireColors): Colors {
  return {
    picture: wire.picture,
    name: wire.name,
    label: wire.label,
    unit: wire.unit,
    scale: wire.scale,
    range: wire.range,
    values: decode(wire.values, FLOAT),
    patterns: wire.patterns ? decode(wire.patterns, BYTE) : null,
    confidence: wire.confidence ? decode(wire.confidence, FLOAT) : null,
    classes: wire.classes ?? [],
    zero: wire.zero ?? "",
  };
}

/**
 * The outline of one tile as segments; empty when there is no such tile.
 *
 * @param depth of the tile from which the first so many layers had cut it, in its place
 */
export function outline(picture: Picture, tile: number, depth = Number.POSITIVE_INFINITY): Float32Array {
  const sides = sidesAround(picture, tile, depth);
  const ends = new Float32Array(2 * sides.length);
  for (let i = 0; i < sides.length; i++) {
    ends[2 * i] = picture.positions[2 * sides[i]];
    ends[2 * i + 1] = picture.positions[2 * sides[i] + 1];
  }
  return ends;
}
