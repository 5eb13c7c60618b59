import { scaleOf } from "../canvas/scale.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { Handles } from "../slice/handles.ts";
import { pickLine } from "../slice/line_picker.ts";
import type { SliceExplorerView } from "../slice/slice_explorer_view.ts";
import type { Action, ChosenUnit, EditorTraits, Point } from "../wire/wire.ts";
import type { Arrangement } from "./arrangement.ts";
import { pickCrossing } from "./crossing_picker.ts";
import { GRIPS, TAKEN } from "./grips.ts";

/** A line is taken within so many CSS pixels, by a pointer and by a finger; a crossing by either. */
const NEAR = 7;
const NEAR_FINGER = 16;
const NEAR_CROSSING = 12;

/** What a hand does with lines: take one, move it, turn it. */
export class LineHand {
  /** The unit whose line is under the pointer. */
  pointed: ChosenUnit | null = null;
  private arrangement: Arrangement | null = null;
  private readonly grips: Handles;
  private readonly taken: Handles;
  private readonly queue;
  /** Where the line passes while it turns. */
  private pivot: Point = [0, 0];

  constructor(
    private readonly link: NumberedLink<EditorTraits>,
    private readonly explorer: SliceExplorerView,
  ) {
    const { signal } = link;
    const { viewport } = explorer;
    const { canvas, stage } = explorer.view;
    this.queue = link.queue("_edit");
    const frame = {
      toPixels: (point: Point) => viewport.toPixels(point),
      fromPixels: (pixel: Point) => viewport.toSlice(pixel),
      size: () => stage.size,
    };
    this.grips = new Handles(
      canvas,
      GRIPS,
      frame,
      {
        moved: (index, at, done) => this.moveChosen(index, at, done),
        grabbed: () => this.holdPivot(),
      },
      signal,
    );
    this.taken = new Handles(
      canvas,
      TAKEN,
      frame,
      { moved: (_, at, done) => this.moveTaken(at, done), grabbed: () => this.take() },
      signal,
    );
    canvas.addEventListener("pointermove", (event) => this.point(event), { signal });
    canvas.addEventListener("pointerleave", () => this.dragging || this.forget(), { signal });
    canvas.addEventListener("click", (event) => this.click(event), { signal });
    link.whenAbsent(() => this.letGo());
    link.listen(["error", "state"], () => link.get("state") === "error" && this.letGo());
  }

  get dragging(): boolean {
    return this.grips.dragging || this.taken.dragging;
  }

  /** What is seen now. */
  show(arrangement: Arrangement | null): void {
    this.arrangement = arrangement;
    const grips = arrangement?.grips ?? [];
    // What is in the hand stays there, whatever becomes of its line.
    if (grips.length === 2 || !this.grips.dragging)
      this.grips.setPoints(grips, arrangement?.picture.seq ?? null);
    if (!this.dragging && !arrangement) this.forget();
  }

  /** The window has moved. */
  layout(): void {
    this.grips.layout();
    this.taken.layout();
  }

  /** Asks for a change of the network; returns the number under which it was sent. */
  send(
    action: Action,
    [layer, unit]: ChosenUnit,
    places: { at?: Point; pivot?: Point },
    done = true,
  ): number {
    const { link } = this;
    const { gesture, root } = this.explorer.frame;
    const seq = link.nextSeq();
    root.dataset.sent = String(seq);
    const edit = { action, layer, unit, ...places, gesture, seq, done };
    this.queue.offer(seq, () => link.send({ _edit: edit, _gesture: gesture }));
    return seq;
  }

  private moveChosen(index: number, at: Point, done: boolean): number {
    const chosen = this.link.get("chosen") ?? [0, 0];
    // By a key, the line turns about where it is held now.
    if (!this.grips.dragging) this.holdPivot();
    return index === 0
      ? this.send("move", chosen, { at }, done)
      : this.send("turn", chosen, { at, pivot: this.pivot }, done);
  }

  private moveTaken(at: Point, done: boolean): number {
    const unit = this.pointed ?? [0, 0];
    if (done) queueMicrotask(() => this.handOver());
    return this.send("move", unit, { at }, done);
  }

  private holdPivot(): void {
    this.pivot = this.arrangement?.grips[0] ?? this.pivot;
  }

  private take(): void {
    if (this.pointed && this.place) this.link.send({ chosen: this.pointed, _pivot: this.place });
  }

  /** Where the pointer has found a line. */
  private place: Point | null = null;

  /** The keys go on with what the pointer has begun. First, for hosts take the focus of what is removed. */
  private handOver(): void {
    this.grips.focus(0);
    this.forget();
  }

  private point(event: PointerEvent): void {
    if (event.pointerType === "touch" || event.buttons !== 0 || this.dragging) return;
    const onGrip =
      event.target instanceof Element && event.target.closest(".sw-grip:not(.sw-taken)") !== null;
    const found = onGrip ? null : this.find(event, NEAR);
    if (!found) {
      this.forget();
      return;
    }
    const same = this.pointed?.[0] === found.unit[0] && this.pointed[1] === found.unit[1];
    this.pointed = found.unit;
    this.place = found.at;
    this.taken.setPoints([found.at], null);
    if (!same) this.link.send({ _pointed_unit: found.unit });
  }

  /** A tap chooses the line under it, and a click at a crossing measures its fold. */
  private click(event: MouseEvent): void {
    const { arrangement, link } = this;
    const { viewport, view } = this.explorer;
    if (!arrangement) return;
    const pixel = pixelOf(event, view.canvas);
    const crossing = pickCrossing(arrangement, viewport.box, view.stage.size, pixel, NEAR_CROSSING);
    if (crossing) link.send({ crossing });
    if (ownGesture(event)) return;
    const found = this.find(event, NEAR_FINGER);
    if (found && "pointerType" in event && event.pointerType === "touch")
      link.send({ chosen: found.unit, _pivot: found.at });
  }

  private find(event: MouseEvent, reach: number) {
    const { arrangement, link } = this;
    if (!arrangement) return null;
    const { viewport, view } = this.explorer;
    const pixel = pixelOf(event, view.canvas);
    const { picture } = arrangement;
    return pickLine(picture, link.get("visible_layers"), viewport.box, view.stage.size, pixel, reach);
  }

  private forget(): void {
    if (this.pointed === null) return;
    this.pointed = this.place = null;
    this.taken.setPoints([], null);
    this.link.send({ _pointed_unit: null });
  }

  private letGo(): void {
    this.grips.letGo();
    this.taken.letGo();
  }
}

/** CSS pixels of the canvas, also where the page is scaled. */
function pixelOf({ clientX, clientY }: MouseEvent, canvas: HTMLElement): Point {
  const box = canvas.getBoundingClientRect();
  const scale = scaleOf(canvas);
  return [(clientX - box.left) / scale, (clientY - box.top) / scale];
}
