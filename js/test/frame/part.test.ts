import { afterEach, expect, test, vi } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import type { Widgets } from "../../src/frame/part.ts";
import manifold from "../../src/manifold_explorer.ts";
import training from "../../src/training_explorer.ts";
import type { ManifoldTraits, Model, TrainingTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { bare, foundExplorer } from "../recorded.ts";

const leaks = watchForLeaks();

afterEach(() => {
  document.body.replaceChildren();
});

/** A notebook whose other widgets write their names. */
class Notebook implements Widgets {
  readonly shown = new Set<string>();

  async getModel<T extends object>() {
    return new FakeModel(bare("slice_explorer")) as unknown as Model<T>;
  }

  async getWidget(reference: string) {
    if (reference === "anywidget:gone") throw new Error("No such widget.");
    return {
      render: async ({ el, signal }: { el: HTMLElement; signal: AbortSignal }) => {
        el.textContent = reference;
        this.shown.add(reference);
        signal.addEventListener("abort", () => this.shown.delete(reference));
      },
    };
  }
}

const kinds = {
  training: { widget: training, traits: bare<TrainingTraits>("training_explorer") },
  manifold: { widget: manifold, traits: bare<ManifoldTraits>("manifold_explorer") },
};

test.each(["training", "manifold"] as const)(
  "a %s shows its part, another, none, and lets go",
  async (kind) => {
    const { widget, traits } = kinds[kind] as (typeof kinds)["training"];
    const model = new FakeModel({ ...traits, part: "anywidget:one" as string | null });
    const notebook = new Notebook();
    const el = document.createElement("div");
    document.body.append(el);
    const remove = widget.render({ model, el, host: notebook });
    await foundExplorer();
    const place = el.querySelector(".sw-part") as HTMLElement;
    await vi.waitFor(() => expect(place.textContent).toBe("anywidget:one"));
    expect(place.hidden).toBe(false);
    model.receive({ part: "anywidget:other" });
    await vi.waitFor(() => expect(place.textContent).toBe("anywidget:other"));
    expect([...notebook.shown]).toEqual(["anywidget:other"]);
    model.receive({ part: null });
    expect(place.hidden).toBe(true);
    expect([place.textContent, notebook.shown.size]).toEqual(["", 0]);
    model.receive({ part: "anywidget:gone" });
    await vi.waitFor(() => expect(el.querySelector(".sw-status")?.textContent).toBe("No such widget."));
    model.receive({ part: "anywidget:one" });
    await vi.waitFor(() => expect(notebook.shown.size).toBe(1));
    remove();
    expect(notebook.shown.size).toBe(0);
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
  },
);

test("a host that knows no other widgets shows the explorer alone", () => {
  const model = new FakeModel({ ...bare<TrainingTraits>("training_explorer"), part: "anywidget:one" });
  const el = document.createElement("div");
  document.body.append(el);
  const remove = training.render({ model, el });
  expect(el.querySelector<HTMLElement>(".sw-part")?.hidden).toBe(true);
  expect(el.querySelector(".sw-stage")).not.toBeNull();
  remove();
});
