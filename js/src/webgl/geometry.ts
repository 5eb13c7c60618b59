import type { Surface } from "./webgl_canvas.ts";

/** A number, or a few, for each vertex; several attributes may lie interleaved in one array. */
export interface Attribute {
  readonly data: Float32Array | Uint8Array;
  readonly size: number;
  /** In bytes: from one vertex to the next, and to the first. */
  readonly stride?: number;
  readonly offset?: number;
}

/** Vertices on the graphics card: triangles where they have indices, points where not. */
export class Geometry {
  private readonly buffers = new Map<Float32Array | Uint8Array | Uint32Array, WebGLBuffer>();
  private readonly layouts = new Map<WebGLProgram, WebGLVertexArrayObject>();
  private readonly count: number;

  /** `attributes` by their names in the shader; `triangles` are three vertices each. */
  constructor(
    private readonly gl: Surface["gl"],
    private readonly attributes: Readonly<Record<string, Attribute>>,
    private readonly triangles: Uint32Array | null = null,
  ) {
    gl.bindVertexArray(null); // which would take the indices for its own
    for (const { data } of Object.values(attributes)) this.upload(gl.ARRAY_BUFFER, data);
    if (triangles) this.upload(gl.ELEMENT_ARRAY_BUFFER, triangles);
    const { data, size } = Object.values(attributes)[0];
    this.count = triangles ? triangles.length : data.length / size;
  }

  private upload(target: number, data: Float32Array | Uint8Array | Uint32Array): void {
    if (this.buffers.has(data)) return;
    const { gl } = this;
    const buffer = gl.createBuffer();
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, data, gl.STATIC_DRAW);
    this.buffers.set(data, buffer);
  }

  /** Draws with a program that is in use. */
  draw(program: WebGLProgram): void {
    const { gl, count } = this;
    const layout = this.layouts.get(program) ?? this.lay(program);
    gl.bindVertexArray(layout);
    if (this.triangles) gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    else gl.drawArrays(gl.POINTS, 0, count);
  }

  /** Which array of numbers a program reads as which of its attributes. */
  private lay(program: WebGLProgram): WebGLVertexArrayObject {
    const { gl, buffers } = this;
    const layout = gl.createVertexArray();
    gl.bindVertexArray(layout);
    for (const [name, { data, size, stride = 0, offset = 0 }] of Object.entries(this.attributes)) {
      const location = gl.getAttribLocation(program, name);
      if (location < 0) continue; // the shader has no use for it
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers.get(data) as WebGLBuffer);
      const type = data instanceof Float32Array ? gl.FLOAT : gl.UNSIGNED_BYTE;
      gl.vertexAttribPointer(location, size, type, false, stride, offset);
      gl.enableVertexAttribArray(location);
    }
    if (this.triangles) gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffers.get(this.triangles) as WebGLBuffer);
    this.layouts.set(program, layout);
    return layout;
  }

  release(): void {
    for (const layout of this.layouts.values()) this.gl.deleteVertexArray(layout);
    for (const buffer of this.buffers.values()) this.gl.deleteBuffer(buffer);
  }
}
