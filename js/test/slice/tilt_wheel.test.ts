import { expect, test } from "vitest";
import { TiltWheel } from "../../src/slice/tilt_wheel.ts";

function wheel() {
  const sent: number[] = [];
  const control = new TiltWheel({ tilted: (_, angle) => sent.push(angle) }, new AbortController().signal);
  control.setAnchors(["cat", "dog", "owl"], 3);
  const slider = control.root.querySelector<HTMLElement>("[role=slider]");
  const press = (key: string) =>
    slider?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const reading = () => control.root.querySelector(".sw-reading")?.textContent;
  return { control, slider, press, reading, sent };
}

test("a tilt is counted in degrees over all gestures at an anchor, and the control says what to do", () => {
  const { control, slider, press, reading, sent } = wheel();
  expect(reading()).toBe("0°");
  expect(control.root.textContent).toContain("Drag sideways: cat turns about the line through dog and owl.");
  for (let i = 0; i < 3; i++) press("ArrowRight");
  press("ArrowLeft");
  expect(reading()).toBe("+4°");
  expect(slider?.getAttribute("aria-valuenow")).toBe("4");
  // What is sent is the angle of each gesture.
  expect(sent.map((angle) => Math.round((angle * 180) / Math.PI))).toEqual([2, 2, 2, -2]);
  control.choose(1);
  expect(reading()).toBe("0°");
  expect(control.root.textContent).toContain("dog turns about the line through cat and owl.");
  press("ArrowLeft");
  expect(reading()).toBe("−2°");
  control.setAnchors(["cat", "dog", "owl"], 3); // with every picture
  expect(reading()).toBe("−2°");
  control.reset();
  expect(reading()).toBe("0°");
});

test("half a turn either way is as far as the count goes", () => {
  const { press, reading } = wheel();
  for (let i = 0; i < 91; i++) press("ArrowRight");
  expect(reading()).toBe("−178°");
});
