import { RecordedHost } from "../src/frame/recorded_host.ts";
import { readPool } from "../src/polarity/pool.ts";
import { weigh } from "../src/polarity/weights.ts";
import { readRecording } from "../src/wire/recording.ts";
import type { PolarityTraits, WirePool } from "../src/wire/wire.ts";
import { ENTRIES } from "./entries.ts";
import { quantile, timed } from "./times.ts";

/** What comes to the screen of a widget that a hand moves with every animation frame. */
export interface DrivenTimes {
  /** Pictures a second; a browser shows no more than some sixty. */
  pictures: number;
  /** Median and 95th percentile of milliseconds from frame to frame. */
  median: number;
  p95: number;
  /** Median milliseconds that a picture keeps the page from all else; a graphics card may still be drawing. */
  drawing: number;
}

/** Pixels that the pointer moves from frame to frame. */
const STRIDE = 3;

/**
 * Moves rho of a recorded explorer from end to end and back; `weighing` is the median of milliseconds that the weights
 * alone take.
 */
export async function measureRho(
  recording: string,
  moves = 200,
): Promise<DrivenTimes & { weighing: number }> {
  const { host, root, remove } = await placed(recording, "polarity");
  const model = host.model<PolarityTraits>("polarity");
  const [lo, hi] = model.get("_rho_range");
  const rhos = Array.from({ length: moves }, (_, i) => lo + (hi - lo) * (1 - Math.abs(1 - (2 * i) / moves)));
  const slider = root.querySelector("input[type=range]") as HTMLInputElement;
  const times = await driven(root, moves, (i) => {
    slider.value = String(rhos[i]);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  remove();
  const { exponents } = readPool(model.get("_pool") as WirePool);
  const weights = new Float64Array(exponents.length);
  const weighing = rhos.map((rho) => timed(() => weigh(exponents, rho, weights)));
  return { ...times, weighing: quantile(weighing, 0.5) };
}

/** Turns a recorded surface by dragging, with all that is shown of it at first. */
export async function measureOrbit(recording: string, moves = 200): Promise<DrivenTimes> {
  const { root, remove } = await placed(recording, "surface");
  const canvas = root.querySelector(".sw-space") as HTMLElement;
  const point = (type: string, at: number) =>
    canvas.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 1,
        pointerType: "mouse",
        buttons: 1,
        clientX: 200 + at,
        clientY: 200,
      }),
    );
  point("pointerdown", 0);
  const times = await driven(root, moves, (i) => point("pointermove", STRIDE * (i + 1)));
  remove();
  return times;
}

/** A recorded widget in the page, from which it can be removed again; once it has found what it stands beside. */
async function placed(recording: string, name: string) {
  const host = new RecordedHost(readRecording(recording), ENTRIES);
  const place = document.createElement("div");
  document.body.append(place);
  const withdraw = host.show(name, place);
  await frame();
  const remove = () => {
    withdraw();
    place.remove();
  };
  return { host, root: place.querySelector(".sw-root") as HTMLElement, remove };
}

async function driven(root: HTMLElement, moves: number, move: (i: number) => void): Promise<DrivenTimes> {
  const pictures = () => Number(root.dataset.frames);
  // The first pictures wait for a size, compile shaders and fill caches.
  while (pictures() === 0) await frame();
  for (let i = 0; i < 10; i++) await frame();
  const [first, started] = [pictures(), performance.now()];
  const ends = [started];
  const drawing: number[] = [];
  for (let i = 0; i < moves; i++) {
    // What the widget draws in the next frame it does between these two.
    const before = frame();
    move(i);
    const after = frame();
    const began = await before;
    const ended = await after;
    drawing.push(ended - began);
    ends.push(ended);
  }
  const intervals = ends.slice(1).map((end, i) => end - ends[i]);
  return {
    pictures: (1000 * (pictures() - first)) / (ends[moves] - started),
    median: quantile(intervals, 0.5),
    p95: quantile(intervals, 0.95),
    drawing: quantile(drawing, 0.5),
  };
}

/** The time at which this is called in the next animation frame. */
function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
}

Object.assign(window, { measureRho, measureOrbit });
