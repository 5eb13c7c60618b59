import type { Pixels } from "./polygons.ts";

/**
 * Draws segments one pixel wide and smooth, each in the color of its style; with a `margin`, so much wider on either
 * side.
 *
 * Every step along a segment's longer axis shares its color between the two nearest pixels. At the ends it counts by
 * the part of the step that the segment covers, so that pieces of one translucent line join without a bead.
 *
 * @param corners x, y in pixels, y downwards
 * @param ends two corners for each segment
 * @param styles of each segment
 * @param colors RGBA of each style; alpha 0 is not drawn
 * @param margin whole pixels, along the axis across which the segment is shorter
 */
export function drawHairlines(
  pixels: Pixels,
  corners: Float32Array,
  ends: ArrayLike<number>,
  styles: Uint8Array,
  colors: Uint8Array,
  margin = 0,
): void {
  const { width, height, data } = pixels;
  for (let i = 0; i < styles.length; i++) {
    const style = 4 * styles[i];
    if (colors[style + 3] === 0) continue;
    const rb = colors[style] | (colors[style + 2] << 16);
    const green = colors[style + 1] << 8;
    const a = 2 * ends[2 * i];
    const b = 2 * ends[2 * i + 1];
    // Along its longer axis a segment takes steps, across it there are lanes.
    const flat = Math.abs(corners[b] - corners[a]) >= Math.abs(corners[b + 1] - corners[a + 1]);
    const along = flat ? 0 : 1;
    const forward = corners[a + along] <= corners[b + along];
    const early = forward ? a : b;
    const late = forward ? b : a;
    const begin = corners[early + along];
    const end = corners[late + along];
    if (end === begin) continue;
    const side = corners[early + 1 - along];
    const slope = (corners[late + 1 - along] - side) / (end - begin);
    // Measured across the steps a slanting line is wider than one pixel.
    const slant = Math.sqrt(1 + slope * slope);
    const alpha = Math.min(256, colors[style + 3] * (256 / 255) * slant);
    const steps = flat ? width : height;
    const lanes = flat ? height : width;
    const stride = flat ? 1 : width;
    const lane = flat ? width : 1;
    const final = Math.min(steps, Math.ceil(end));
    for (let step = Math.max(0, Math.floor(begin)); step < final; step++) {
      const from = step > begin ? step : begin;
      const to = step + 1 < end ? step + 1 : end;
      const at = side - margin + slope * (0.5 * (from + to) - begin) - 0.5;
      const near = Math.floor(at);
      const last = near + 1 + 2 * margin;
      if (last < 0 || near >= lanes) continue;
      const share = (alpha * (to - from) + 0.5) | 0;
      const beyond = (share * (at - near) + 0.5) | 0;
      const position = step * stride + near * lane;
      if (near >= 0) data[position] = mixed(data[position], rb, green, share - beyond);
      for (let across = near < 0 ? 0 : near + 1; across < last && across < lanes; across++) {
        const pixel = step * stride + across * lane;
        data[pixel] = mixed(data[pixel], rb, green, share);
      }
      const far = position + (last - near) * lane;
      if (last < lanes) data[far] = mixed(data[far], rb, green, beyond);
    }
  }
}

/** A pixel with a color mixed in, red with blue and green by itself; `alpha` in 0..256. */
function mixed(under: number, rb: number, green: number, alpha: number): number {
  const rest = 256 - alpha;
  const outer = (Math.imul(rb, alpha) + Math.imul(under & 0xff00ff, rest)) >>> 8;
  const inner = (Math.imul(green, alpha) + Math.imul(under & 0xff00, rest)) >>> 8;
  return 0xff000000 | (outer & 0xff00ff) | (inner & 0xff00);
}
