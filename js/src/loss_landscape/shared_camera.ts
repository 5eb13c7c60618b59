import type { Size } from "../canvas/box.ts";
import type { Camera } from "../space/camera.ts";
import type { Turned } from "../space/orbit.ts";

/** The cameras of several stages as one: what a hand does to one of them happens to all. */
export class SharedCamera implements Turned {
  /** `own` is that of the stage that the hand is on. */
  constructor(
    private readonly own: Turned,
    private readonly all: () => readonly Turned[],
  ) {}

  get camera(): Camera {
    return this.own.camera;
  }

  get size(): Size {
    return this.own.size;
  }

  drag(camera: Camera): void {
    for (const each of this.all()) each.drag(camera);
  }

  release(): void {
    for (const each of this.all()) each.release();
  }

  nudge(camera: Camera): void {
    for (const each of this.all()) each.nudge(camera);
  }

  go(camera: Camera): void {
    for (const each of this.all()) each.go(camera);
  }

  goHome(): void {
    for (const each of this.all()) each.goHome();
  }
}
