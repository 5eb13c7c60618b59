let answer: { readonly webgl2: boolean; readonly processor: boolean } | undefined;

/** Whether this browser has WebGL2 at all. */
export function hasWebgl2(): boolean {
  return probe().webgl2;
}

/**
 * Whether WebGL runs on the processor, as on servers and virtual machines.
 *
 * Smooth borders cost a graphics card nothing, but there they double the time of a frame. The attribute
 * `failIfMajorPerformanceCaveat` would be the way to ask, if browsers answered; so the renderer's name must do.
 */
export function drawnByProcessor(): boolean {
  return probe().processor;
}

function probe(): NonNullable<typeof answer> {
  if (answer === undefined) {
    const gl = document.createElement("canvas").getContext("webgl2");
    const info = gl?.getExtension("WEBGL_debug_renderer_info");
    const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
    const processor = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
    answer = { webgl2: gl !== null, processor };
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return answer;
}
