/** Triangles as bare WebGL2 takes them: positions, a color for each corner, and three corners to a triangle. */
export interface BareTriangles {
  /** (n, 3). */
  readonly positions: Float32Array;
  /** (n, 4) bytes. */
  readonly colors: Uint8Array;
  readonly triangles: Uint32Array;
  /** What an orbiting camera sees, or else what is in its place on the screen already. */
  readonly turning: boolean;
  /** Laid over what is there; else it replaces it. */
  readonly blended: boolean;
}

const vertex = `#version 300 es
in vec3 position;
in vec4 color;
uniform mat4 matrix;
flat out vec4 shade;
void main() {
  gl_Position = matrix * vec4(position, 1.0);
  shade = color;
}`;

const fragment = `#version 300 es
precision mediump float;
flat in vec4 shade;
out vec4 pixel;
void main() { pixel = shade; }`;

const IDENTITY = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

/** The shortest program that draws triangles, with depths or in the order of the calls: what any other canvas is measured by. */
export function bareRenderer(
  canvas: HTMLCanvasElement,
  antialias: boolean,
  groups: readonly BareTriangles[],
  depth = true,
): (matrix: Float32Array) => void {
  const gl = canvas.getContext("webgl2", { alpha: false, depth, stencil: false, antialias });
  if (!gl) throw new Error("There is no WebGL2. Frames cannot be measured. Turn on hardware acceleration.");
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  const where = gl.getUniformLocation(program, "matrix");
  const meshes = groups.map(({ positions, colors, triangles, turning, blended }) => {
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const attribute = (name: string, data: Float32Array | Uint8Array, size: number, type: number) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      const at = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, size, type, true, 0, 0);
    };
    attribute("position", positions, 3, gl.FLOAT);
    attribute("color", colors, 4, gl.UNSIGNED_BYTE);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.STATIC_DRAW);
    return { array, count: triangles.length, turning, blended };
  });
  gl.viewport(0, 0, canvas.width, canvas.height);
  if (depth) gl.enable(gl.DEPTH_TEST);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  gl.clearColor(1, 1, 1, 1);
  gl.useProgram(program);
  return (matrix) => {
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    for (const { array, count, turning, blended } of meshes) {
      gl.uniformMatrix4fv(where, false, turning ? matrix : IDENTITY);
      if (blended) gl.enable(gl.BLEND);
      else gl.disable(gl.BLEND);
      gl.bindVertexArray(array);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    }
  };
}
