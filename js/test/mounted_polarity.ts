import { vi } from "vitest";
import widget from "../src/polarity_explorer.ts";
import type { PolarityTraits, WirePool } from "../src/wire/wire.ts";
import { play, stateOf } from "./recorded.ts";

const { _pool: pool, class_names } = stateOf<PolarityTraits>("polarity");
export const POOL = pool as WirePool;
export const NAMES = class_names;

/** A polarity explorer in the page, and its slider. */
export function mount(traits: Partial<PolarityTraits> = {}) {
  const model = play<PolarityTraits>("polarity", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const slider = host.querySelector(".sw-present") as HTMLInputElement;
  const slide = (rho: number) => {
    slider.value = String(rho);
    slider.dispatchEvent(new Event("input"));
  };
  return { model, host, remove, slider, slide };
}

/** Lets what waits for the hand to rest be done; with timers that are not the real ones. */
export const rest = () => vi.advanceTimersByTime(1000);
