import { afterEach, describe, expect, test, vi } from "vitest";
import widget from "../../src/slice_explorer.ts";
import type { Traits, WirePicture } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play } from "../recorded.ts";

const leaks = watchForLeaks();

afterEach(() => {
  document.body.replaceChildren();
});

function mount(traits: Partial<Traits> = {}, recording = "explorer") {
  const model = play(recording, traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  return { model, host, remove };
}

describe("mounting", () => {
  test.each(["explorer", "anchors"])("leaves no listener, observer or element behind (%s)", (recording) => {
    const { model, host, remove } = mount({}, recording);
    expect(leaks.listeners().length).toBeGreaterThan(20);
    expect(leaks.observers()).toBeGreaterThan(1);
    expect(model.listening).toBeGreaterThan(10);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
    expect(host.childElementCount).toBe(0);
  });

  test("removed in the middle of drags, it leaves nothing either", () => {
    const { host, remove } = mount();
    // d3 listens on the view of the event, which jsdom accepts in the constructor only unwrapped.
    const press = () =>
      Object.defineProperty(new MouseEvent("mousedown", { bubbles: true, button: 0 }), "view", {
        value: document.defaultView,
      });
    host.querySelector(".sw-handle")?.dispatchEvent(press());
    host.querySelector(".sw-stage")?.dispatchEvent(press());
    expect(leaks.listeners().filter((text) => /mousemove|mouseup/.test(text)).length).toBeGreaterThan(2);
    remove();
    expect(leaks.listeners()).toEqual([]);
  });

  test("two views of one model are apart", () => {
    const { model, remove } = mount();
    const second = document.createElement("div");
    const removeSecond = widget.render({ model, el: second });
    remove();
    model.receive({ status: "still here" });
    expect(second.querySelector(".sw-status")?.textContent).toBe("still here");
    removeSecond();
    expect(model.listening).toBe(0);
  });
});

describe("the frame", () => {
  test("chips show and set the visible layers", () => {
    const { model, host } = mount();
    const chips = host.querySelectorAll<HTMLButtonElement>(".sw-toolbar .sw-chip");
    expect(chips).toHaveLength(2);
    chips[0].click();
    expect(model.get("visible_layers")).toEqual([1]);
    expect(chips[0].getAttribute("aria-pressed")).toBe("false");
    chips[0].dispatchEvent(new MouseEvent("click", { shiftKey: true, bubbles: true }));
    expect(model.get("visible_layers")).toEqual([0]);
  });

  test("an error stands in the middle with what may cure it, until it is mended or put aside", () => {
    const { model, host, remove } = mount();
    const line = host.querySelector(".sw-status");
    const card = host.querySelector<HTMLElement>(".sw-complaint");
    const cures = () =>
      [...(card?.querySelectorAll<HTMLElement>("button:not([hidden])") ?? [])].map(
        (node) => node.textContent,
      );
    expect(card?.hidden).toBe(true);
    model.receive({ error: "Too <b>many</b> tiles. Zoom in.", state: "error", status: "7 tiles" });
    expect(card?.querySelector("p")?.textContent).toBe("Too <b>many</b> tiles. Zoom in.");
    expect(cures()).toEqual(["Zoom in", "Whole slice", "Hide"]);
    expect(line?.textContent).toBe("7 tiles"); // one story at a time
    card?.querySelector<HTMLButtonElement>("button")?.click();
    expect(model.get("view")).not.toBeNull();
    [...(card?.querySelectorAll("button") ?? [])].at(-1)?.click();
    expect(card?.hidden).toBe(true);
    model.receive({ error: "Something else." });
    expect(card?.hidden).toBe(false);
    expect(cures()).toEqual(["Hide"]);
    model.receive({ error: "", state: "ready", status: "3 tiles" });
    expect(card?.hidden).toBe(true);
    expect(line?.textContent).toBe("3 tiles");
    remove();
  });

  test("facts of tile 0 show like any other's", () => {
    const { model, host } = mount();
    model.receive({ hovered: 0, _facts: { tile: 0, rows: [["Class", "8"]] } });
    expect(host.querySelector(".sw-facts table")?.textContent).toContain("0 here");
    expect(host.querySelector<HTMLElement>(".sw-marker")?.hidden).toBe(false);
    model.receive({ hovered: -1 });
    expect(host.querySelector(".sw-facts table")?.textContent).toBe("");
  });

  test("names from users are text", () => {
    const { model, host } = mount();
    model.receive({ _layers: [{ name: "<img src=x onerror=alert(1)>", units: 3 }] });
    expect(host.querySelector("img")).toBeNull();
    expect(host.querySelector(".sw-chip")?.textContent).toBe("<img src=x onerror=alert(1)>");
  });

  test("an arrow key on a handle is one finished move", () => {
    const { model, host } = mount();
    const handle = host.querySelectorAll<HTMLButtonElement>(".sw-stage .sw-handle")[0];
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect(model.get("_drag")).toMatchObject({ index: 0, where: "slice", done: true, seq: 1 });
  });

  test("a handle stays where the hand left it until the answer includes the move", () => {
    const { model, host } = mount();
    const handle = host.querySelectorAll<HTMLButtonElement>(".sw-stage .sw-handle")[0];
    const start = handle.style.transform;
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const moved = handle.style.transform;
    expect(moved).not.toBe(start);
    const picture = model.get("_picture");
    model.receive({ _picture: { ...picture, seq: 0 } as Traits["_picture"] });
    expect(handle.style.transform).toBe(moved);
    model.receive({ _picture: { ...picture, seq: 1 } as Traits["_picture"] });
    expect(handle.style.transform).toBe(start);
  });

  test("a picture that is not there any more is asked for, and what is on the screen stays", () => {
    const { model, host } = mount();
    const picture = model.get("_picture") as WirePicture;
    const anchors = [...host.querySelectorAll(".sw-handle")].length;
    model.sent = [];
    model.receive({ _picture: { id: picture.id + 5, seq: null, anchors: [], handles: [] } });
    expect(model.sent).toEqual([{ _missing: 1 }]);
    expect([...host.querySelectorAll(".sw-handle")].length).toBe(anchors);
    model.receive({ _picture: { ...picture, id: picture.id + 5, anchors: picture.anchors.slice(1) } });
    expect([...host.querySelectorAll(".sw-stage .sw-handle")].length).toBe(picture.anchors.length - 1);
  });

  test("the color menu says what measures are called now", () => {
    const { model, host } = mount();
    const menu = host.querySelector("select") as HTMLSelectElement;
    const before = menu.options[0];
    const measures = model.get("_measures");
    model.receive({ _measures: measures.map((measure) => ({ ...measure })) });
    expect(menu.options[0]).toBe(before);
    model.receive({
      _measures: measures.map(({ name, label }) => ({ name, label: `${label} of the change` })),
    });
    expect(menu.options[0].text).toBe(`${measures[0].label} of the change`);
    expect(menu.value).toBe(model.get("color_by"));
  });

  test("Escape clears the selection, also that of tile 0", () => {
    const { model, host } = mount();
    model.receive({ selected: 0 });
    host
      .querySelector(".sw-stage")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(model.get("selected")).toBe(-1);
  });

  test.each([true, false])(
    "the pointer is told with every move where it is tracked (%s)",
    (tracks_pointer) => {
      vi.useFakeTimers();
      const { model, host } = mount({ _tracks_pointer: tracks_pointer });
      const stage = host.querySelector(".sw-stage") as HTMLElement;
      const move = (clientX: number) => {
        stage.dispatchEvent(
          Object.assign(new MouseEvent("pointermove", { clientX }), { pointerType: "mouse" }),
        );
      };
      const frame = () => vi.advanceTimersByTime(20);
      model.receive({ hovered: -1 });
      model.sent = [];
      for (const clientX of [1, 2, 3]) move(clientX);
      frame();
      const [first] = model.sent;
      expect(model.sent).toHaveLength(tracks_pointer ? 1 : 0); // over no tile, as before
      move(4);
      frame();
      expect(model.sent).toHaveLength(tracks_pointer ? 2 : 0);
      if (tracks_pointer) expect(first.pointer?.[0]).toBeLessThan(model.get("pointer")?.[0] ?? 0);
      stage.dispatchEvent(new MouseEvent("pointerleave"));
      frame();
      expect(model.get("pointer")).toBeNull();
      vi.useRealTimers();
    },
  );

  test("an unreadable picture is told in the status line", () => {
    const { model, host } = mount();
    const picture = {
      ...model.get("_picture"),
      tile_vertices: { dtype: "float64", shape: [0], buffer: new ArrayBuffer(0) },
    };
    expect(() => model.receive({ _picture: picture as unknown as Traits["_picture"] })).toThrow();
    expect(host.querySelector(".sw-status")?.textContent).toContain("float64");
  });
});
