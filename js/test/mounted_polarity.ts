import { vi } from "vitest";
import { FakeModel } from "../harness/model.ts";
import { emptyPolarityTraits, ringData, ringPool } from "../harness/ring_generator.ts";
import widget from "../src/polarity_explorer.ts";
import type { PolarityTraits } from "../src/wire/wire.ts";

export const POOL = ringPool(4000, 50);
export const NAMES = ["a", "b", "c", "d", "<img src=x onerror=alert(1)>"];

/** A polarity explorer in the page, and its slider. */
export function mount(traits: Partial<PolarityTraits> = {}) {
  const model = new FakeModel<PolarityTraits>({
    ...emptyPolarityTraits(),
    ...{ _pool: POOL, _data: ringData(100), class_names: NAMES, samples: 1000, state: "ready" },
    ...traits,
  });
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
