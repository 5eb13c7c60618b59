import { beforeEach, describe, expect, test } from "vitest";
import { DataTexture } from "../../src/webgl/data_texture.ts";
import { Geometry } from "../../src/webgl/geometry.ts";
import { FLAT, FLAT_BLENDED, Program } from "../../src/webgl/program.ts";
import type { Surface } from "../../src/webgl/webgl_canvas.ts";

/** A context that notes what it is told, with these uniforms in every program; constants are their own names. */
class NotedContext {
  readonly calls: [name: string, ...values: unknown[]][] = [];
  private made = 0;

  constructor(private readonly uniforms: readonly (readonly [name: string, type: string])[]) {}

  get gl(): Surface["gl"] {
    return new Proxy(this, {
      get: (_, name: string) => {
        if (/^[A-Z][A-Z0-9_]*$/.test(name)) return name === "TEXTURE0" ? 0 : name;
        return (...values: unknown[]) => this.answer(name, values);
      },
    }) as unknown as Surface["gl"];
  }

  private answer(name: string, values: unknown[]): unknown {
    this.calls.push([name, ...values]);
    if (name.startsWith("create")) return `${name.slice(6)} ${++this.made}`;
    if (name === "getShaderParameter") return true;
    if (name === "getProgramParameter") return this.uniforms.length;
    if (name === "getActiveUniform") {
      const [uniform, type] = this.uniforms[values[1] as number];
      return { name: uniform, type };
    }
    if (name === "getUniformLocation") return `place of ${values[1]}`;
    if (name === "getAttribLocation") return ["begin", "end", "corner"].indexOf(values[1] as string);
    return undefined;
  }

  /** What was told under a name. */
  told(name: string): unknown[][] {
    return this.calls.filter(([each]) => each === name).map(([, ...values]) => values);
  }
}

let context: NotedContext;
let gl: Surface["gl"];
beforeEach(() => {
  const uniforms = [
    ["styles", "SAMPLER_2D"],
    ["ramp", "SAMPLER_2D"],
    ["mode", "INT"],
    ["width", "FLOAT"],
    ["scale", "FLOAT_VEC2"],
    ["color", "FLOAT_VEC3"],
    ["core", "FLOAT_VEC4"],
    ["matrix", "FLOAT_MAT4"],
  ] as const;
  context = new NotedContext(uniforms);
  gl = context.gl;
});

const values = () => ({
  styles: new DataTexture(gl, "color", 2),
  ramp: new DataTexture(gl, "pair", 3, 4),
  mode: 2,
  width: 1.5,
  scale: [1, 2],
  color: [1, 2, 3],
  core: [1, 2, 3, 4],
  matrix: new Float32Array(16),
});

/** Both ends of a segment, interleaved, and a corner. */
function segment(): Geometry {
  const begin = { size: 3, data: new Float32Array(24), stride: 24 };
  const corner = { size: 4, data: new Uint8Array(16) };
  const attributes = {
    begin,
    end: { ...begin, offset: 12 },
    corner,
    unread: { size: 1, data: new Uint8Array(4) },
  };
  return new Geometry(gl, attributes, Uint32Array.of(0, 1, 2, 1, 3, 2));
}

describe("a geometry", () => {
  test("brings every array to the card once, whatever number of attributes lies in it", () => {
    segment();
    expect(context.told("bufferData").map(([target, data]) => [target, (data as Uint8Array).length])).toEqual(
      [
        ["ARRAY_BUFFER", 24],
        ["ARRAY_BUFFER", 16],
        ["ARRAY_BUFFER", 4],
        ["ELEMENT_ARRAY_BUFFER", 6],
      ],
    );
  });

  test("is laid out once for a program, with what the program reads", () => {
    const [geometry, program] = [segment(), gl.createProgram()];
    geometry.draw(program);
    geometry.draw(program);
    expect(context.told("vertexAttribPointer")).toEqual([
      [0, 3, "FLOAT", false, 24, 0],
      [1, 3, "FLOAT", false, 24, 12],
      [2, 4, "UNSIGNED_BYTE", false, 0, 0],
    ]);
    geometry.draw(gl.createProgram());
    expect(context.told("vertexAttribPointer")).toHaveLength(6);
    expect(context.told("drawElements")).toEqual(Array(3).fill(["TRIANGLES", 6, "UNSIGNED_INT", 0]));
  });

  test("without triangles is points", () => {
    new Geometry(gl, { begin: { size: 2, data: new Float32Array(10) } }).draw(gl.createProgram());
    expect(context.told("drawArrays")).toEqual([["POINTS", 0, 5]]);
  });

  test("leaves nothing on the card when it is released", () => {
    const geometry = segment();
    geometry.draw(gl.createProgram());
    const made = [...context.told("createBuffer"), ...context.told("createVertexArray")];
    geometry.release();
    expect(made).toHaveLength(5);
    expect([...context.told("deleteBuffer"), ...context.told("deleteVertexArray")]).toHaveLength(5);
  });
});

describe("a program", () => {
  test("is given each uniform by its type, and each texture a unit of its own", () => {
    new Program(gl, "vertex", "fragment").draw(segment(), values(), FLAT);
    expect(context.told("uniform1i")).toEqual([
      ["place of styles", 0],
      ["place of ramp", 1],
    ]);
    expect(context.told("uniform1iv")).toEqual([["place of mode", [2]]]);
    expect(context.told("uniform1fv")).toEqual([["place of width", [1.5]]]);
    expect(context.told("uniform2fv")).toEqual([["place of scale", [1, 2]]]);
    expect(context.told("uniform3fv")).toEqual([["place of color", [1, 2, 3]]]);
    expect(context.told("uniform4fv")).toEqual([["place of core", [1, 2, 3, 4]]]);
    expect(context.told("uniformMatrix4fv")).toEqual([["place of matrix", false, new Float32Array(16)]]);
  });

  test("sets all of the state that the one before may have left otherwise", () => {
    const program = new Program(gl, "vertex", "fragment");
    const drawn = (state: typeof FLAT) => {
      context.calls.length = 0;
      program.draw(segment(), values(), state);
      return [
        context.told("enable").flat(),
        context.told("disable").flat(),
        context.told("depthMask").flat(),
      ];
    };
    expect(drawn(FLAT)).toEqual([[], ["BLEND", "DEPTH_TEST"], [false]]);
    expect(drawn(FLAT_BLENDED)).toEqual([["BLEND"], ["DEPTH_TEST"], [false]]);
    expect(drawn({ ...FLAT, depthTest: true, depthWrite: true })).toEqual([
      ["DEPTH_TEST"],
      ["BLEND"],
      [true],
    ]);
  });
});

describe("a texture", () => {
  test("goes to the card when there is another image, and not with every frame", () => {
    const texture = new DataTexture(gl, "pair", 2, 3);
    const image = new Float32Array(12);
    texture.image = image;
    texture.bind(0);
    texture.bind(1);
    expect(context.told("texImage2D")).toEqual([["TEXTURE_2D", 0, "RG32F", 2, 3, 0, "RG", "FLOAT", image]]);
    texture.image = image.slice();
    texture.bind(0);
    expect(context.told("texImage2D")).toHaveLength(2);
  });

  test("without an image is empty, and not unbound", () => {
    new DataTexture(gl, "color", 2).bind(0);
    expect(context.told("texImage2D")).toEqual([
      ["TEXTURE_2D", 0, "RGBA", 2, 1, 0, "RGBA", "UNSIGNED_BYTE", null],
    ]);
  });
});
