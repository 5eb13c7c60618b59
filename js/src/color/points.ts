// Data near the slice fade and shrink with their distance from it. WebGL computes the same in its shader.

/** CSS pixels of a point in the slice, outline included. */
export const POINT_RADIUS = 4.5;
/** Of the outline, CSS pixels. */
export const POINT_RIM = 1.25;
export const FARTHEST = { opacity: 0.35, size: 0.6 };

export function nearnessOpacity(nearness: number): number {
  return FARTHEST.opacity + (1 - FARTHEST.opacity) * nearness;
}

/** In CSS pixels. */
export function nearnessRadius(nearness: number): number {
  return POINT_RADIUS * (FARTHEST.size + (1 - FARTHEST.size) * nearness);
}
