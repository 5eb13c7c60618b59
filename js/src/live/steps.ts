/** Undo and redo of a live explorer: each step is one gesture, `widgets/slice/undo.py`. */
import type { Scene } from "./scene.ts";

const MOST = 100;

export class Steps {
  private past: Scene[] = [];
  private future: Scene[] = [];
  private last: number | null = null;

  get back(): number {
    return this.past.length;
  }

  get forth(): number {
    return this.future.length;
  }

  /** Remembers the scene before a change, once for successive changes by the same gesture. */
  leave(before: Scene, after: Scene, gesture: number): void {
    // Another shape of the canvas shows more or less of the same.
    if (after.aspect !== before.aspect || alike(before, after)) return;
    if (gesture !== this.last) this.past = [...this.past, before].slice(-MOST);
    this.last = gesture;
    this.future = [];
  }

  /** The scene so many steps back, or forth where they are below 0; the canvas stays. */
  recalled(scene: Scene, steps: number): Scene {
    let present = scene;
    const [from, to] = steps > 0 ? [this.past, this.future] : [this.future, this.past];
    for (let left = Math.abs(steps); left > 0 && from.length > 0; ) {
      const other = from.pop() as Scene;
      if (alike(other, present)) continue;
      to.push(present);
      present = other;
      left--;
    }
    this.last = null;
    return { ...present, aspect: scene.aspect };
  }
}

const alike = (one: Scene, other: Scene) => one.plane === other.plane && one.view === other.view;
