import { DataTexture } from "./data_texture.ts";
import type { Geometry } from "./geometry.ts";
import type { Surface } from "./webgl_canvas.ts";

/** A number, a vector, a matrix of 16 by columns, or a texture. */
export type Uniform = number | readonly number[] | Float32Array | DataTexture;

/** How what is drawn is combined with what is there. */
export interface RenderState {
  /** Colors that were multiplied by their alpha are laid over those there; else they replace them. */
  readonly blended: boolean;
  /** Only what is nearest is seen, and what is drawn hides what comes after; both need a canvas with depths. */
  readonly depthTest: boolean;
  readonly depthWrite: boolean;
}

/** In a plane, where the order is that of the calls. */
export const FLAT: RenderState = { blended: false, depthTest: false, depthWrite: false };
export const FLAT_BLENDED: RenderState = { ...FLAT, blended: true };

/** Two shaders that draw geometry. */
export class Program {
  private readonly program: WebGLProgram;
  /** Made known once: asking the card in every frame would wait for it. */
  private readonly uniforms: readonly { name: string; type: number; location: WebGLUniformLocation | null }[];

  constructor(
    private readonly gl: Surface["gl"],
    vertex: string,
    fragment: string,
  ) {
    const program = gl.createProgram();
    const shaders = [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const;
    for (const [type, source] of shaders) {
      const shader = gl.createShader(type) as WebGLShader;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) console.warn(gl.getShaderInfoLog(shader));
    }
    gl.linkProgram(program);
    // A context that is lost has no uniforms, and no errors either.
    const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0;
    this.program = program;
    this.uniforms = Array.from({ length: count }, (_, i) => {
      const { name, type } = gl.getActiveUniform(program, i) as WebGLActiveInfo;
      return { name, type, location: gl.getUniformLocation(program, name) };
    });
  }

  /** Draws with the values of all uniforms, by their names in the shaders. */
  draw(geometry: Geometry, values: Readonly<Record<string, Uniform>>, state: RenderState): void {
    const { gl, program } = this;
    gl.useProgram(program);
    let unit = 0;
    for (const { name, type, location } of this.uniforms) {
      const value = values[name];
      if (value instanceof DataTexture) {
        value.bind(unit);
        gl.uniform1i(location, unit++);
      } else assign(gl, type, location, typeof value === "number" ? [value] : value);
    }
    set(gl, gl.BLEND, state.blended);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    set(gl, gl.DEPTH_TEST, state.depthTest);
    gl.depthFunc(gl.LEQUAL);
    gl.depthMask(state.depthWrite);
    geometry.draw(program);
  }
}

function set(gl: Surface["gl"], capability: number, on: boolean): void {
  if (on) gl.enable(capability);
  else gl.disable(capability);
}

function assign(
  gl: Surface["gl"],
  type: number,
  location: WebGLUniformLocation | null,
  value: readonly number[] | Float32Array,
): void {
  const numbers = value as Float32List;
  if (type === gl.INT) gl.uniform1iv(location, numbers as Int32List);
  else if (type === gl.FLOAT) gl.uniform1fv(location, numbers);
  else if (type === gl.FLOAT_VEC2) gl.uniform2fv(location, numbers);
  else if (type === gl.FLOAT_VEC3) gl.uniform3fv(location, numbers);
  else if (type === gl.FLOAT_VEC4) gl.uniform4fv(location, numbers);
  else gl.uniformMatrix4fv(location, false, numbers);
}
