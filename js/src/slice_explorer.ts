import "./slice_explorer.css";
import { zoomed } from "./canvas/box.ts";
import { Stage } from "./canvas/stage.ts";
import { AnchorLabels } from "./chrome/anchor_labels.ts";
import { ColorBar } from "./chrome/color_bar.ts";
import { CursorInput } from "./chrome/cursor_input.ts";
import { DataMap } from "./chrome/data_map.ts";
import { element, setText } from "./chrome/element.ts";
import { FactsPanel } from "./chrome/facts.ts";
import { StatusLine } from "./chrome/status_line.ts";
import { TiltWheel } from "./chrome/tilt_wheel.ts";
import { Toolbar } from "./chrome/toolbar.ts";
import { Handles } from "./interact/handles.ts";
import { Hover } from "./interact/hover.ts";
import { keyboard } from "./interact/keyboard.ts";
import { OneAtATime } from "./interact/one_at_a_time.ts";
import { zoomPan } from "./interact/zoom_pan.ts";
import { type Colors, readColors, readPicture } from "./picture.ts";
import { type Drag, type Model, type Point, present, type Traits } from "./wire.ts";

const EMPTY = "Nothing to show yet: give the explorer a network and three anchors.";

/** Shows a SliceExplorer in `el`; the returned function takes everything down again. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const controller = new AbortController();
  const { signal } = controller;

  const send = (values: Partial<Traits>) => {
    for (const [name, value] of Object.entries(values)) model.set(name as keyof Traits, value as never);
    model.save_changes();
  };
  // Numbers go on where those of another view, or of this page before it was loaded again, have ended.
  let seq = 0;
  const nextSeq = () => {
    seq = Math.max(seq, model.get("answered")) + 1;
    return seq;
  };
  const gestures = new OneAtATime(signal);
  const sendDrag = (where: Drag["where"]) => (index: number, at: Point, done: boolean) => {
    const drag = { index, where, at, seq: nextSeq(), done };
    root.dataset.sent = String(drag.seq);
    gestures.offer(drag.seq, () => send({ drag }));
    return drag.seq;
  };

  // The frame: toolbar, canvas beside panel, status line.
  const message = element("div", { class: "sw-message" });
  const canvas = element(
    "div",
    {
      class: "sw-stage",
      tabindex: 0,
      role: "application",
      "aria-label": "Tessellation. Arrow keys pan, plus and minus zoom, zero goes home.",
    },
    element("div", { class: "sw-progress", "aria-hidden": "true" }),
    message,
  );
  const panel = element("div", { class: "sw-panel" });
  const status = new StatusLine();
  const toolbar = new Toolbar(
    {
      layersChosen: (visible) => send({ visible_layers: visible }),
      measureChosen: (name) => send({ color_by: name }),
      home: () => stage.viewport.goHome(),
      zoom: (factor) => stage.viewport.go(zoomed(stage.viewport.box, factor)),
      reroll: () => send({ reroll: model.get("reroll") + 1 }),
    },
    signal,
  );
  const root = element(
    "div",
    // Without this JupyterLab would take arrow keys and digits for its own shortcuts.
    { class: "sw-root", "data-lm-suppress-shortcuts": "true", "data-frames": 0 },
    toolbar.root,
    element("div", { class: "sw-body" }, canvas, panel),
    status.root,
  );
  el.append(element("div", { class: "sw-container" }, root));

  // The parts.
  const labels = new AnchorLabels();
  canvas.append(labels.root);
  const stage = new Stage(
    root,
    canvas,
    {
      moved: () => {
        handles.layout();
        hover.refresh();
        showInput();
      },
      wanted: (view) => send({ view }),
      resized: (width, height) => {
        if (Math.abs(width / height - model.get("aspect")) > 1e-6) send({ aspect: width / height });
      },
      drawn: (picture, frames) => {
        root.dataset.frames = String(frames);
        if (!picture) return;
        root.dataset.pictureId = String(picture.id);
        root.dataset.drawn = String(picture.seq ?? 0);
      },
      themed: (theme) => map.setTheme(theme),
      restored: () => status.set(model.get("status"), model.get("error")),
      unavailable: (lost) =>
        lost
          ? status.set("The browser took the graphics context away; waiting to get it back.", "")
          : status.set(
              "",
              "This browser offers no WebGL2. The tessellation cannot be drawn with it. Choose another renderer.",
            ),
    },
    signal,
  );
  const handles = new Handles(
    canvas,
    "Anchor",
    {
      toPixels: (point) => stage.viewport.toPixels(point),
      fromPixels: (pixel) => stage.viewport.toSlice(pixel),
      size: () => stage.size,
    },
    {
      moved: sendDrag("slice"),
      laidOut: (pixels) => labels.layout(pixels, stage.size),
      grabbed: (index) => tilt.choose(index),
    },
    signal,
  );
  const map = new DataMap({ moved: sendDrag("map") }, signal);
  const tilt = new TiltWheel(
    {
      tilted: (index, angle, gesture, done) => {
        const tilt = { index, angle, gesture, seq: nextSeq(), done };
        gestures.offer(tilt.seq, () => send({ tilt }));
      },
    },
    signal,
  );
  const colorBar = new ColorBar();
  const cursor = new CursorInput();
  const facts = new FactsPanel();
  panel.append(colorBar.root, map.root, tilt.root, cursor.root, facts.root);
  map.setTheme(stage.theme);

  let pointer: Point | null = null;
  const showInput = () => {
    if (!stage.picture) return;
    const [u0, u1, v0, v1] = stage.viewport.box;
    const center: Point = [(u0 + u1) / 2, (v0 + v1) / 2];
    cursor.show(stage.picture.image, pointer ?? center, pointer === null);
  };
  const hover = new Hover(
    canvas,
    stage,
    () => handles.dragging || map.handles.dragging,
    {
      pointed: (tile, at) => {
        pointer = at;
        showInput();
        if (tile !== model.get("hovered")) send({ hovered: tile, pointer: at });
      },
      clicked: (tile, at) => send({ selected: tile === model.get("selected") ? -1 : tile, pointer: at }),
    },
    signal,
  );
  zoomPan(canvas, stage.viewport, () => stage.size, signal);
  keyboard(canvas, stage.viewport, () => send({ selected: -1 }), signal);

  // From the model to the parts. `listen` shows the present value, too.
  const listen = (names: (keyof Traits)[], show: () => void) => {
    const guarded = () => {
      try {
        show();
      } catch (problem) {
        status.set("", String(problem instanceof Error ? problem.message : problem));
        throw problem;
      }
    };
    for (const name of names) model.on(`change:${name}`, guarded);
    signal.addEventListener("abort", () => names.map((name) => model.off(`change:${name}`, guarded)));
    guarded();
  };
  listen(["answered"], () => gestures.answered(model.get("answered")));
  listen(["renderer"], () => stage.setRenderer(model.get("renderer")));
  listen(["picture", "anchor_names"], () => {
    const wire = model.get("picture");
    if (!present(wire)) return;
    const picture = stage.picture?.wire === wire ? stage.picture : readPicture(wire);
    const names = model.get("anchor_names");
    stage.setPicture(picture);
    labels.setAnchors(picture.anchors, names, picture.image);
    handles.setPoints(picture.anchors, picture.seq);
    map.handles.setPoints(picture.handles, picture.seq);
    handles.setNames(names);
    map.handles.setNames(names);
    tilt.setAnchors(names, picture.anchors.length);
    hover.refresh();
    showInput();
  });
  let colors: Colors | null = null;
  listen(["colors", "class_names"], () => {
    const wire = model.get("colors");
    colors = present(wire) ? readColors(wire) : null;
    stage.setColors(colors);
    colorBar.setColors(colors, model.get("class_names"));
  });
  listen(["colormap"], () => {
    stage.setRamp(model.get("colormap"));
    colorBar.setRamp(model.get("colormap"));
  });
  listen(["layers", "visible_layers"], () => {
    const [layers, visible] = [model.get("layers"), model.get("visible_layers")];
    stage.setLayers(visible, layers.length);
    toolbar.setLayers(layers, visible);
  });
  listen(["measures", "color_by"], () => toolbar.setMeasures(model.get("measures"), model.get("color_by")));
  listen(["can_tilt"], () => {
    tilt.root.hidden = !model.get("can_tilt");
    toolbar.setTilt(model.get("can_tilt"));
  });
  listen(["map"], () => {
    const wire = model.get("map");
    map.setMap(present(wire) ? wire : null);
  });
  listen(["view"], () => stage.viewport.follow(model.get("view")));
  listen(["hovered", "selected", "facts", "selected_facts"], () => {
    const [hovered, selected] = [model.get("hovered"), model.get("selected")];
    const [here, kept] = [model.get("facts"), model.get("selected_facts")];
    stage.setMarks(hovered, selected);
    colorBar.mark(hovered >= 0 ? hovered : selected);
    facts.set(hovered >= 0 && present(here) ? here : null, selected >= 0 && present(kept) ? kept : null);
  });
  listen(["status", "error", "state", "picture"], () => {
    const [state, error] = [model.get("state"), model.get("error")];
    root.dataset.state = state;
    const blank = !present(model.get("picture"));
    status.set(blank ? "" : model.get("status"), error); // said once, and in the middle while there is room
    message.hidden = !blank;
    facts.root.hidden = blank;
    const waiting = model.get("status") || "Computing …";
    setText(message, state === "empty" ? EMPTY : state === "error" ? "There is no picture." : waiting);
    if (state === "error") {
      handles.letGo();
      map.handles.letGo();
    }
  });
  listen(["height"], () => root.style.setProperty("--sw-height", `${model.get("height")}px`));

  return () => {
    controller.abort();
    el.replaceChildren();
  };
}

export default { render };
