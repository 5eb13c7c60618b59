import { afterEach, expect, test } from "vitest";
import type { Beside } from "../../src/frame/linked_model.ts";
import widget from "../../src/robustness_view.ts";
import type { RobustnessTraits, WireRobustness } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { foundExplorer, playBeside, stateOf } from "../recorded.ts";

watchForLeaks();

afterEach(() => document.body.replaceChildren());

const found = () => stateOf<RobustnessTraits>("robust")._found as WireRobustness;

async function mount(traits: Partial<Beside<RobustnessTraits>> = {}) {
  const { model, page } = playBeside<RobustnessTraits>("robust", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host, host: page });
  await foundExplorer();
  const rows = () =>
    [...host.querySelectorAll<HTMLElement>(".sw-robust-row")]
      .filter((row) => !row.hidden)
      .map((row) => row.textContent ?? "");
  return { model, host, rows, remove };
}

test("what is exact, and what attacks found, is told with what it is worth", async () => {
  const { rows, host, remove } = await mount();
  const [point, certificate, nearest, plane, inputs] = rows();
  expect(point).toContain(found().predicted);
  expect(certificate).toContain("in the plane of the slice only");
  expect(nearest).toContain("exact in the slice");
  for (const attack of [plane, inputs]) expect(attack).toContain("an upper bound");
  expect(inputs).toContain("off the plane");
  expect(host.querySelector(".sw-robust-slope")?.textContent).toContain(`outlined tile ${found().tile}`);
  // Each place has its input; a radius has none.
  const images = [...host.querySelectorAll<HTMLElement>(".sw-robust-image")].map((image) => image.hidden);
  expect(images).toEqual([false, true, false, false, false]);
  remove();
});

test("an attack that failed proves nothing, and says so; one under way is not there", async () => {
  const { model, rows, remove } = await mount();
  const { in_inputs: _, ...rest } = found();
  const plane = { ...found().in_plane!, succeeded: false };
  model.receive({ _found: { ...rest, in_plane: plane } });
  expect(rows()).toHaveLength(4);
  expect(rows()[3]).toContain("which proves nothing");
  remove();
});

test("a window that ends the certificate is named, and a boundary that is not there", async () => {
  const { model, rows, remove } = await mount();
  model.receive({ _found: { ...found(), nearest: null, distance: null, other: "", at_border: true } });
  expect(rows()[1]).toContain("ended by the window");
  expect(rows()[2]).toContain("none in the window");
  remove();
});

test("the slider is a factor of the usual radius, and the button goes back to that", async () => {
  const { model, host, remove } = await mount();
  const slider = host.querySelector<HTMLInputElement>("input[type=range]")!;
  slider.value = "1";
  slider.dispatchEvent(new Event("change"));
  expect(model.get("radius")).toBeCloseTo(2 * found().usual_radius, 12);
  host.querySelector<HTMLButtonElement>("[aria-label='Radius as it was']")!.click();
  expect(model.get("radius")).toBeNull();
  remove();
});

test("where nothing is known, it is said why", async () => {
  const { model, host, rows, remove } = await mount();
  model.receive({ _found: {}, status: "The point is outside the window." });
  expect(host.querySelector<HTMLElement>(".sw-robust-list")?.hidden).toBe(true);
  expect(host.querySelector(".sw-message")?.textContent).toBe("The point is outside the window.");
  model.receive({ _found: found() });
  expect(rows().length).toBeGreaterThan(3);
  remove();
});
