/** What a canvas draws on, which it has once it was seen; raises where that takes a second. */
export async function whenInSight<S>(screen: { scene(): S | null }): Promise<S> {
  const start = performance.now();
  while (performance.now() - start < 1000) {
    const scene = screen.scene();
    if (scene) return scene;
    await new Promise(requestAnimationFrame);
  }
  throw new Error("There is no WebGL2. Frames cannot be measured. Turn on hardware acceleration.");
}
