// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KernelWatch, PATIENCE, TRUST } from "../../src/frame/kernel_watch.ts";
import { mounted } from "../../src/frame/mounted.ts";
import type { HostKernel, Model } from "../../src/wire/wire.ts";
import { Host, type Told } from "./told_host.ts";

let controller: AbortController;
let host: Host;
let view: HTMLElement;
let absent: number;

function watch(): KernelWatch<Told> {
  const blank = () => Object.keys(host.get("shown")).length === 0;
  const made = new KernelWatch<Told>(host, view, blank, () => {}, controller.signal);
  made.on("absent", () => absent++);
  return made;
}

const kernel = (status: string): HostKernel => ({ status });

beforeEach(() => {
  vi.useFakeTimers();
  controller = new AbortController();
  host = new Host();
  view = document.createElement("div");
  absent = 0;
});

afterEach(() => {
  controller.abort();
  vi.useRealTimers();
});

test("a kernel that answers is asked with what is sent, and never otherwise", () => {
  const watched = watch();
  const before = host.sent.length;
  vi.advanceTimersByTime(60_000);
  expect(host.sent.length).toBe(before);
  watched.save_changes();
  expect(host.sent.length).toBe(before + 1);
  expect(host.sent.at(-1)?._ask).toEqual({ seq: 2, all: false });
  vi.advanceTimersByTime(60_000);
  expect(watched.presence).toBe("here");
});

test("a kernel that has just answered is asked once about all the steps of a drag", () => {
  const watched = watch();
  vi.advanceTimersByTime(10 * PATIENCE);
  const asked = host.get("_ask").seq ?? 0;
  const steps = 40;
  for (let i = 0; i < steps; i++) {
    watched.save_changes();
    vi.advanceTimersByTime((4 * TRUST) / steps);
  }
  const messages = host.sent.length;
  expect(host.get("_ask").seq).toBeLessThanOrEqual(asked + 5);
  vi.advanceTimersByTime(10 * PATIENCE);
  expect(host.sent.length).toBeLessThanOrEqual(messages + 1);
  expect(host.get("_heard")).toBe(host.get("_ask").seq);
});

test("a kernel that ends right after an answer is missed as soon as any", () => {
  const watched = watch();
  host.answering = false;
  watched.save_changes();
  expect(host.get("_ask").seq).toBe(host.get("_heard"));
  vi.advanceTimersByTime(PATIENCE);
  expect(watched.presence).toBe("absent");
});

test.each([
  ["busy", "busy"],
  ["idle", "absent"],
  ["dead", "absent"],
])("a kernel of status %s that does not answer is %s, until it does", (status, presence) => {
  const watched = watch();
  host.widget_manager = { kernel: kernel(status) };
  host.answering = false;
  watched.save_changes();
  vi.advanceTimersByTime(PATIENCE - 1);
  expect(watched.presence).toBe("here");
  vi.advanceTimersByTime(1);
  expect(watched.presence).toBe(presence);
  expect(absent > 0).toBe(presence === "absent");
  host.answer();
  expect(watched.presence).toBe("here");
});

test("the absent one is asked again by itself, but not where it is known to be gone", () => {
  const watched = watch();
  host.answering = false;
  watched.save_changes();
  vi.advanceTimersByTime(PATIENCE);
  const before = host.sent.length;
  vi.advanceTimersByTime(3 * PATIENCE);
  expect(host.sent.length).toBe(before + 3);
  host.widget_manager = { kernel: null };
  vi.advanceTimersByTime(PATIENCE);
  const last = host.sent.length;
  vi.advanceTimersByTime(10 * PATIENCE);
  expect(host.sent.length).toBe(last);
});

test("a view without a picture asks for everything until there is one", () => {
  host.set("shown", {});
  watch();
  expect(host.sent.at(-1)?._ask?.all).toBe(true);
  vi.advanceTimersByTime(3 * PATIENCE);
  expect(host.sent.length).toBe(4);
  host.set("shown", { id: 1 });
  vi.advanceTimersByTime(10 * PATIENCE);
  expect(host.sent.length).toBe(4);
});

test("arrays without bytes are nothing, and are asked for as texts, once", async () => {
  const watched = watch();
  const array = { dtype: "uint8", shape: [2] };
  host.set("shown", { id: 1, pixels: [array] });
  const before = host.sent.length;
  expect([watched.get("shown"), watched.get("shown")]).toEqual([{}, {}]);
  await vi.advanceTimersByTimeAsync(0);
  expect(host.sent.length).toBe(before + 1);
  expect(host.sent.at(-1)?._ask).toMatchObject({ all: true, text: true });
  host.set("shown", { id: 1, pixels: [{ ...array, buffer: "AAE=" }] });
  expect(watched.get("shown")).toHaveProperty("id");
});

test("a host that drops messages with buffers is found out, and asked for texts", () => {
  const watched = watch();
  const asked = () => host.get("_ask");
  // What a host does that raises: it hears nothing any more, until it is mended.
  const raising = () => {
    host.answering = !asked().all || asked().text === true;
  };
  host.answering = false;
  watched.save_changes();
  vi.advanceTimersByTime(PATIENCE - 1);
  const told = vi.spyOn(host, "save_changes").mockImplementation(() => {
    raising();
    host.sent.push(host.state);
    if (host.answering) host.answer();
  });
  vi.advanceTimersByTime(1); // missed: a plain question is answered, and then one for everything is not
  expect(asked()).toMatchObject({ all: true });
  expect(asked().text).toBeUndefined();
  vi.advanceTimersByTime(2 * PATIENCE);
  expect(asked()).toMatchObject({ all: true, text: true });
  expect(watched.presence).toBe("here");
  const last = host.sent.length;
  vi.advanceTimersByTime(10 * PATIENCE);
  expect(host.sent.length).toBe(last);
  told.mockRestore();
});

test.each(["busy", "idle", undefined])(
  "a kernel (%s) that was away for a while is not asked for texts",
  (status) => {
    const watched = watch();
    if (status) host.widget_manager = { kernel: kernel(status) };
    host.answering = false;
    watched.save_changes();
    vi.advanceTimersByTime(7 * PATIENCE);
    host.answering = true;
    host.answer();
    vi.advanceTimersByTime(7 * PATIENCE);
    expect(host.sent.some(({ _ask }) => _ask?.text)).toBe(false);
    expect(watched.presence).toBe("here");
  },
);

test("a host that marks its view says so at once, and each message into the void is told", async () => {
  const watched = watch();
  host.answering = false;
  view.classList.add("jupyter-widgets-disconnected");
  await vi.advanceTimersByTimeAsync(0);
  expect([watched.presence, absent]).toEqual(["absent", 1]);
  watched.save_changes();
  await vi.advanceTimersByTimeAsync(0);
  expect(absent).toBe(2);
});

test("a host that throws for a kernel that is gone is not let through, and one that throws for another reason is", () => {
  const watched = watch();
  host.throwing = true;
  expect(() => watched.save_changes()).toThrow();
  host.widget_manager = { kernel: { isDisposed: true } };
  watched.save_changes();
  expect(watched.presence).toBe("absent");
});

test("a saved picture is not pale, since it was never live", () => {
  view.classList.add("jupyter-widgets-disconnected");
  const watched = watch();
  expect(host.sent).toEqual([]);
  expect([watched.presence, watched.known]).toEqual(["here", false]);
});

test("nothing is left of it", () => {
  watch();
  host.answering = false;
  controller.abort();
  const before = host.sent.length;
  vi.advanceTimersByTime(10 * PATIENCE);
  expect(host.sent.length).toBe(before);
  expect(host.listeners.get("change:_heard")?.size).toBe(0);
});

test("a state that cannot be shown is said to be of another version", () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  host.state = { shown: { id: 1 } };
  const build = (model: Model<Told>) => void model.get("_ask").seq;
  const remove = mounted<Told>("shown", build)({ model: host, el: view });
  expect(view.textContent).toContain("another version");
  expect(said).toHaveBeenCalledOnce();
  said.mockRestore();
  remove();
  expect(view.childElementCount).toBe(0);
});

test("the words stand in the widget, which is pale while what it shows may be wrong", () => {
  const build = (_: Model<Told>, root: HTMLElement) => root.append(document.createElement("div"));
  mounted<Told>("shown", build)({ model: host, el: view });
  const notice = view.querySelector<HTMLElement>(".sw-notice");
  expect(notice?.hidden).toBe(true);
  host.widget_manager = { kernel: null };
  view.classList.add("jupyter-widgets-disconnected");
  return vi.advanceTimersByTimeAsync(0).then(() => {
    expect(notice?.textContent).toBe("No kernel: run the cell again.");
    expect(view.querySelector(".sw-absent")).not.toBeNull();
  });
});

test("a kernel of which a host tells nothing is not said to be gone", async () => {
  const watched: Model<Told>[] = [];
  const build = (model: Model<Told>, root: HTMLElement) => {
    watched.push(model);
    root.append(document.createElement("div"));
  };
  mounted<Told>("shown", build)({ model: host, el: view });
  host.answering = false;
  watched[0].save_changes();
  vi.advanceTimersByTime(PATIENCE);
  expect(view.textContent).toContain("does not answer");
  view.classList.add("jupyter-widgets-disconnected");
  await vi.advanceTimersByTimeAsync(0);
  expect(view.textContent).toContain("No kernel");
});

test("a model that its host lets hear nothing any more hears again", async () => {
  class Inner {
    heard: string[] = [];
    state_change: Promise<unknown> = Promise.reject(new Error("raised by an older message"));
    take: (message: string) => unknown = () => {};
    comm = {
      on_msg: (callback: (message: string) => unknown): void => {
        this.take = callback;
      },
    };
    _handle_comm_msg(message: string): Promise<unknown> {
      this.state_change = this.state_change.then(() => this.heard.push(message));
      return this.state_change;
    }
  }
  class Outer extends Inner {
    override async _handle_comm_msg(): Promise<unknown> {
      throw new Error("Failed to initialize model.");
    }
  }
  const model = new Outer();
  host.answering = false;
  host.model = model;
  watch();
  vi.advanceTimersByTime(PATIENCE - 1);
  await expect(Promise.resolve(model.take("lost"))).resolves.toBeUndefined();
  vi.advanceTimersByTime(1);
  await model.take("again");
  expect(model.heard).toEqual(["again"]);
});
