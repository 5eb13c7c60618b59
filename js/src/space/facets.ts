import type { Rgb } from "../canvas/theme.ts";
import type { DataTexture } from "../webgl/data_texture.ts";
import { Geometry } from "../webgl/geometry.ts";
import { Program, type Uniform } from "../webgl/program.ts";
import { TILE_COLOR, TileValues } from "../webgl/tile_values.ts";
import { fans } from "../webgl/tiles.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import type { Colors } from "../wire/picture.ts";
import { type Mesh, type Pose, tileAreas } from "./mesh.ts";
import { WORLD, type World, worldUniforms } from "./world.ts";

/** The brightness of a facet that the light only grazes. */
const SHADE = 0.72;

const vertex = `#version 300 es
${WORLD}
${TILE_COLOR}
in vec3 position, normal;
in float tile;
uniform vec3 eye, light;
uniform float shaded;
flat out vec3 color;

void main() {
  gl_Position = clip(position);
  color = tileColor(tile);
  // Stretching z turns normals the other way.
  vec3 up = vec3(pose.x * normal.xy, normal.z);
  float extent = length(up);
  if (shaded == 0.0 || extent == 0.0) return;
  if (dot(up, eye - placed(position)) < 0.0) up = -up;
  color *= mix(${SHADE}, 1.0, max(0.0, dot(up, light) / extent));
}`;

const fragment = `#version 300 es
precision mediump float;
flat in vec3 color;
out vec4 pixel;
void main() { pixel = vec4(color, 1.0); }`;

/** The tiles of a mesh on the graphics card, in as many poses as one likes. */
export class Facets {
  private readonly geometry: Geometry;
  private readonly values: TileValues;

  constructor(
    gl: Surface["gl"],
    private readonly mesh: Mesh,
  ) {
    const { corners, owners, triangles } = fans(mesh, 3);
    const attributes = {
      position: { size: 3, data: corners },
      normal: { size: 3, data: cornerNormals(mesh) },
      tile: { size: 1, data: owners },
    };
    this.geometry = new Geometry(gl, attributes, triangles);
    this.values = new TileValues(gl, mesh.tileCount);
  }

  /** Changes the fill; the triangles stay where they are. */
  color(colors: Colors): void {
    this.values.set(colors);
  }

  draw(painter: FacetPainter, world: World, pose: Pose, shaded: boolean, neutral: Rgb): void {
    if (this.mesh.tileCount === 0) return;
    painter.draw(this.geometry, {
      ...worldUniforms(world, pose),
      ...this.values.uniforms(neutral),
      eye: world.eye,
      light: world.light,
      shaded: shaded ? 1 : 0,
    });
  }

  release(): void {
    this.geometry.release();
    this.values.release();
  }
}

/** The unit normal of the tile at each of its corners; zero where a tile has no area. */
export function cornerNormals(mesh: Mesh): Float32Array {
  const { tileOffsets, tileCount } = mesh;
  const areas = tileAreas(mesh);
  const normals = new Float32Array(3 * mesh.tileVertices.length);
  for (let tile = 0; tile < tileCount; tile++) {
    const [x, y, z] = [areas[3 * tile], areas[3 * tile + 1], areas[3 * tile + 2]];
    const length = Math.hypot(x, y, z);
    if (length === 0) continue;
    for (let i = tileOffsets[tile]; i < tileOffsets[tile + 1]; i++) {
      normals[3 * i] = x / length;
      normals[3 * i + 1] = y / length;
      normals[3 * i + 2] = z / length;
    }
  }
  return normals;
}

/** The program that fills facets, shared by all meshes of a canvas. */
export class FacetPainter {
  private readonly program: Program;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly ramp: DataTexture,
    private readonly palette: DataTexture,
  ) {
    this.program = new Program(gl, vertex, fragment);
  }

  draw(geometry: Geometry, values: Readonly<Record<string, Uniform>>): void {
    const { gl, ramp, palette } = this;
    // Pushed back by as much as a facet recedes within a pixel: lines on it, a pixel wide, stay before it.
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(1, 1);
    const state = { blended: false, depthTest: true, depthWrite: true };
    this.program.draw(geometry, { ...values, ramp, palette }, state);
    gl.disable(gl.POLYGON_OFFSET_FILL);
  }
}
