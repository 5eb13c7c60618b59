import { format, formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Active } from "./activity.ts";
import { type Column, type Graph, nameOf, type Place } from "./graph.ts";
import { BOX, type Layout, PILL } from "./layout.ts";

export interface EntryEvents {
  pointed(place: Place | null): void;
  chosen(place: Place): void;
  /** A key on an entry that goes to no other one. */
  key(event: KeyboardEvent): void;
}

/** What is marked among the entries. */
export interface Marks {
  readonly chosen: Place | null;
  readonly pointed: Place | null;
}

/** The entries of all columns as buttons, with the names of the columns; boxes for columns of too many. */
export class Entries {
  readonly root = element("div", {
    class: "sw-net",
    role: "group",
    "aria-label": "Units, column by column",
  });
  private shape = "";
  /** What entries were laid out for: with other weights in the same places nothing moves. */
  private places = "";
  private nodes: HTMLElement[][] = [];
  private graph: Graph | null = null;
  private current: Place = { column: 0, entry: 0 };

  /** `under` lies under all of them. */
  constructor(
    private readonly under: HTMLElement,
    private readonly events: EntryEvents,
    private readonly signal: AbortSignal,
  ) {
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  /** Lays the entries of a graph out; nodes are made anew only where there are others. */
  set(graph: Graph, layout: Layout): void {
    this.graph = graph;
    const shape = JSON.stringify([
      graph.columns.map(({ kind, name, width, names }, i) => [kind, name, width, names, layout.isOpen(i)]),
      layout.roomy,
    ]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.make(graph, layout);
    }
    const places = `${shape} ${layout.width} ${layout.height}`;
    if (places === this.places) return;
    this.places = places;
    for (const [column, nodes] of this.nodes.entries()) {
      for (const [entry, node] of nodes.entries()) {
        const [x, y] = layout.at({ column, entry });
        const [half, radius] = [layout.halfWidth(column), layout.isOpen(column) ? layout.radii[column] : 44];
        Object.assign(node.style, {
          left: `${x - half}px`,
          top: `${y - radius}px`,
          width: `${2 * half}px`,
          height: `${2 * radius}px`,
        });
      }
    }
    const heads = this.root.querySelectorAll<HTMLElement>(".sw-net-name");
    for (const [column, head] of heads.entries()) {
      const [x, y] = layout.head(column);
      Object.assign(head.style, { left: `${x}px`, top: `${y}px` });
    }
    Object.assign(this.root.style, { width: `${layout.width}px`, height: `${layout.height}px` });
  }

  /** Shows values where they are known, and which entries no path goes through. */
  show(
    activity: readonly Active[] | null,
    paths: readonly boolean[][] | null,
    counts: readonly number[],
  ): void {
    const { graph } = this;
    if (!graph) return;
    for (const [column, nodes] of this.nodes.entries()) {
      const { width, kind } = graph.columns[column];
      if (nodes.length === 1 && nodes[0].classList.contains("sw-net-box")) {
        showShare(nodes[0], graph.columns[column], activity?.[column] ?? null, counts[column] ?? -1);
        continue;
      }
      const values = activity?.[column].values;
      const most = values ? Math.max(...values.map(Math.abs)) : 0;
      for (let entry = 0; entry < width; entry++) {
        const node = nodes[entry];
        const value = values?.[entry];
        const off = activity !== null && (kind === "unit" ? activity[column].slopes[entry] === 0 : false);
        node.classList.toggle("sw-net-off", off);
        node.classList.toggle("sw-net-aside", !off && paths !== null && !paths[column][entry]);
        const share = value === undefined || most === 0 ? 0 : Math.abs(value) / most;
        node.style.setProperty("--sw-share", `${Math.round(55 * share)}%`);
        node.dataset.sign = value === undefined ? "" : value < 0 ? "negative" : "positive";
        const text = node.classList.contains("sw-net-pill") ? short(value, entry) : "";
        setText(node, text);
        const said = value === undefined ? "" : ` = ${format(value)}${off ? ", not active" : ""}`;
        const label = `${nameOf(graph, { column, entry })}${said}`;
        node.title = label;
        node.setAttribute("aria-label", label);
      }
    }
  }

  mark({ chosen, pointed }: Marks): void {
    for (const [column, nodes] of this.nodes.entries())
      for (const [entry, node] of nodes.entries()) {
        node.classList.toggle("sw-net-pointed", pointed?.column === column && pointed.entry === entry);
        if (node.matches("button"))
          node.setAttribute("aria-pressed", String(chosen?.column === column && chosen.entry === entry));
      }
  }

  private make(graph: Graph, layout: Layout): void {
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(this.under);
    this.nodes = graph.columns.map((column, index) => {
      const head = element("div", { class: "sw-net-name", title: throughOf(column) }, headOf(column));
      const named = throughOf(column, USUAL);
      if (named && layout.isOpen(index)) head.append(element("small", {}, named));
      this.root.append(head);
      if (!layout.isOpen(index)) {
        const box = boxOf(column);
        this.root.append(box);
        return [box];
      }
      const pill = layout.halfWidth(index) === PILL;
      return Array.from({ length: column.width }, (_, entry) => {
        const node = this.node({ column: index, entry }, column, pill);
        this.root.append(node);
        if (column.names.length > entry) node.dataset.name = column.names[entry];
        return node;
      });
    });
    this.moveTo(this.nodeAt(this.current) ? this.current : { column: 0, entry: 0 }, focused);
  }

  private node(place: Place, { kind }: Column, pill: boolean): HTMLElement {
    const { signal, events } = this;
    const node = element("button", {
      type: "button",
      class: `sw-net-unit sw-net-${kind}${pill ? " sw-net-pill" : ""}`,
      "data-column": place.column,
      "data-entry": place.entry,
      tabindex: -1,
    });
    node.addEventListener("pointerenter", () => events.pointed(place), { signal });
    node.addEventListener("pointerleave", () => events.pointed(null), { signal });
    node.addEventListener("focus", () => this.moveTo(place, false), { signal });
    node.addEventListener("click", () => events.chosen(place), { signal });
    return node;
  }

  private nodeAt({ column, entry }: Place): HTMLElement | undefined {
    const node = this.nodes[column]?.[entry];
    return node?.matches("button") ? node : undefined;
  }

  /** One entry can be reached by the Tab key. */
  private moveTo(place: Place, focus: boolean): void {
    const node = this.nodeAt(place);
    if (!node) return;
    this.nodeAt(this.current)?.setAttribute("tabindex", "-1");
    this.current = place;
    node.setAttribute("tabindex", "0");
    if (focus) node.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const { column, entry } = this.current;
    const vertical = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (vertical !== undefined) this.moveTo({ column, entry: entry + vertical }, true);
    else if (sideways !== undefined) {
      let next = column + sideways;
      while (this.nodes[next] && !this.nodeAt({ column: next, entry: 0 })) next += sideways;
      const count = this.nodes[next]?.length ?? 0;
      const share = (entry + 0.5) / this.nodes[column].length;
      this.moveTo({ column: next, entry: Math.min(count - 1, Math.floor(share * count)) }, true);
    } else {
      this.events.key(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.events.pointed(this.current);
  }
}

/** Operations that a column's looks tell already. */
const USUAL = ["linear", "addmm", "add"];

/** What is computed on the ways to a column, but for some operations. */
function throughOf({ connections, kind }: Column, but: readonly string[] = []): string {
  const names = new Set(kind === "choice" ? [] : connections.flatMap(({ through }) => through));
  return [...names].filter((name) => !but.includes(name)).join(" · ");
}

function headOf({ kind, name, width }: Column): string {
  if (kind === "input") return width === 1 ? "input" : `inputs · ${formatCount(width)}`;
  if (name === "output") return width === 1 ? "output" : `outputs · ${formatCount(width)}`;
  if (name === "+") return "sum";
  return `${name} · ${formatCount(width)}`;
}

function short(value: number | undefined, entry: number): string {
  if (value === undefined) return String(entry);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.005 || size >= 1000)) return format(value).length > 6 ? "…" : format(value);
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0).replace("-", "\u2212");
}

/** A column of many entries: their number, how the weights before them are distributed, the share that is active. */
function boxOf(column: Column): HTMLElement {
  const box = element(
    "div",
    { class: "sw-net-box", role: "img" },
    element("b", {}, formatCount(column.width)),
    element("span", {}, throughOf(column) || column.kind),
  );
  const [main] = [...column.connections].sort((a, b) => sum(b.counts) - sum(a.counts));
  if (main && sum(main.counts) > 0) {
    const most = Math.max(...main.counts);
    const bars = element("span", { class: "sw-net-distribution" });
    for (const [i, count] of main.counts.entries()) {
      const side = 2 * i < main.counts.length - 1 ? "negative" : "positive";
      bars.append(element("i", { "data-sign": side, style: `height: ${(100 * count) / most}%` }));
    }
    box.append(bars, element("small", {}, `±${format(main.largest)}`));
  }
  box.append(element("span", { class: "sw-net-share", hidden: true }, element("i", {})));
  box.style.setProperty("--sw-half", `${BOX}px`);
  const weights = main ? `${formatCount(sum(main.counts))} numbers of up to ${format(main.largest)}` : "";
  box.setAttribute("aria-label", `${headOf(column)}, by ${throughOf(column) || "itself"}. ${weights}`);
  box.title = box.getAttribute("aria-label") ?? "";
  return box;
}

function showShare(box: HTMLElement, column: Column, activity: Active | null, told: number): void {
  const bar = box.querySelector<HTMLElement>(".sw-net-share");
  if (!bar) return;
  const count =
    activity && column.kind === "unit" ? activity.slopes.filter((slope) => slope !== 0).length : told;
  bar.hidden = count < 0;
  bar.style.setProperty("--sw-share", `${(100 * count) / column.width}%`);
  bar.title = count < 0 ? "" : `${formatCount(count)} of ${formatCount(column.width)} active`;
}

const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);
