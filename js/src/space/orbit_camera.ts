import type { Size } from "../canvas/box.ts";
import { Glide } from "../interact/glide.ts";
import { type Bounds, between, type Camera, fitted, sameCamera } from "./camera.ts";
import type { Home } from "./content.ts";

export interface CameraEvents {
  /** Another view is seen. */
  moved(): void;
  /** A hand has moved the camera and let it rest; null is home. */
  rested(camera: Camera | null): void;
}

/** How much nearer and farther than home one may go. */
const NEARER = 50;
const FARTHER = 5;

/** A wheel or key that is quiet for this long has come to rest, in ms. */
const REST = 200;

/** What is seen now, and where home is. */
export class OrbitCamera {
  camera: Camera;
  size: Size = { width: 1, height: 1 };
  private atHome = true;
  /** A hand has moved the camera since its rest was told. */
  private restless = false;
  private readonly glide: Glide;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** At home the eye sees all within these bounds. */
  constructor(
    private place: Home,
    private bounds: Bounds,
    private readonly events: CameraEvents,
    signal: AbortSignal,
  ) {
    this.camera = this.home;
    this.glide = new Glide(signal);
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** The view of everything, as large as the canvas allows. */
  private get home(): Camera {
    return fitted(this.place, this.bounds, this.size, this.place.margin);
  }

  resize(size: Size): void {
    this.size = size;
    this.settle();
  }

  /** Something else is to be seen; away from home the camera stays where it is. */
  setHome(place: Home, bounds: Bounds): void {
    this.place = place;
    this.bounds = bounds;
    this.settle();
  }

  private settle(): void {
    if (this.atHome && !this.glide.active) this.jump(this.home);
  }

  /** A hand moves the camera and holds it. */
  drag(camera: Camera): void {
    this.glide.stop();
    clearTimeout(this.timer);
    this.leaveHome();
    this.jump(camera);
  }

  /** The hand has let go. */
  release(): void {
    if (!this.restless) return;
    if (this.glide.active) {
      this.restLater();
      return;
    }
    this.restless = false;
    this.events.rested(this.camera);
  }

  private restLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.release(), REST);
  }

  /** A wheel turns the camera a little further, as one of many. */
  nudge(camera: Camera): void {
    this.drag(camera);
    this.restLater();
  }

  /** A button or key asks for a view: glide there. */
  go(camera: Camera): void {
    this.leaveHome();
    this.travel(this.within(camera));
    this.restLater();
  }

  private leaveHome(): void {
    this.atHome = false;
    this.restless = true;
  }

  goHome(): void {
    clearTimeout(this.timer);
    this.atHome = true;
    this.restless = false;
    this.travel(this.home);
    this.events.rested(null);
  }

  /** Python has set the camera, or says our own again; null is home. */
  follow(camera: Camera | null): void {
    if (camera === null ? this.atHome : !this.atHome && sameCamera(camera, this.camera)) return;
    clearTimeout(this.timer);
    this.atHome = camera === null;
    this.restless = false;
    this.travel(camera ?? this.home);
  }

  private travel(target: Camera): void {
    const from = this.camera;
    if (this.size.width <= 1) {
      this.jump(target); // nobody has seen anything yet
      return;
    }
    this.glide.start((t) => this.jump(between(from, target, t)));
  }

  private jump(camera: Camera): void {
    const next = this.within(camera);
    if (sameCamera(next, this.camera)) return;
    this.camera = next;
    this.events.moved();
  }

  private within(camera: Camera): Camera {
    const { distance } = this.home;
    const near = Math.max(distance / NEARER, Math.min(distance * FARTHER, camera.distance));
    return near === camera.distance ? camera : { ...camera, distance: near };
  }
}
