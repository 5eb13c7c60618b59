/** The visible layers after a click on `layer`: toggled, or with `only` that layer alone (again: all). */
export function clickLayer(
  visible: readonly number[],
  layer: number,
  count: number,
  only: boolean,
): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (only) return visible.length === 1 && visible[0] === layer ? all : [layer];
  return all.filter((i) => (i === layer) !== visible.includes(i));
}
