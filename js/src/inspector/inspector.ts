import { readTheme, watchTheme } from "../canvas/theme.ts";
import { format, formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { CodePanel } from "../frame/code_panel.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { type InspectorTraits, type Maybe, present, type Range, type WireInspected } from "../wire/wire.ts";
import { asText } from "./as_text.ts";
import { Explanations } from "./explanations.ts";
import { IN_AN_INSPECTOR } from "./gestures.ts";
import { TermRows } from "./term_rows.ts";
import { TileColumn } from "./tile_column.ts";

const EMPTY = "Nothing to show yet: give the inspector a network.";
const COMPARE = "Point at another tile to compare it.";
const KEEP = "Point at a tile, click it to keep it here.";

interface Shown {
  readonly title: Node;
  readonly told: WireInspected;
}

/** What is known of the selected tile, and of the one under the pointer, row by row. */
export class Inspector {
  private readonly frame: Frame<Beside<InspectorTraits>>;
  private readonly rows: TermRows;
  private readonly columns = [new TileColumn(), new TileColumn()];
  private readonly explanations: Explanations;
  private readonly copied: CodePanel;
  private readonly copy: HTMLButtonElement;
  private readonly scroller: HTMLElement;

  constructor(
    private readonly link: Link<Beside<InspectorTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    const buttons = element("div", { class: "sw-buttons" });
    const head = element(
      "div",
      { class: "sw-toolbar" },
      element("span", { class: "sw-label" }, "Tile inspector"),
      buttons,
    );
    this.frame = new Frame(link, host, { bars: [head], gestures: IN_AN_INSPECTOR, empty: EMPTY });
    const { root, main, panel } = this.frame;
    root.classList.add("sw-tile-inspector");
    panel.remove();
    this.copy = iconButton("copy", "Copy what is known", () => this.copied.show(this.text()), signal);
    this.copied = new CodePanel(root, "What is known", "What is known of the tiles", this.copy, signal);
    buttons.append(this.copy, this.frame.save.root, this.frame.help.button);
    this.explanations = new Explanations(root, signal);
    this.rows = new TermRows(this.explanations);
    const words = new WaitingWords();
    this.scroller = element("div", { class: "sw-inspected" }, this.rows.root, words.root);
    main.append(this.scroller);
    this.frame.speakOver(this.scroller, words);
    watchTheme(root, () => this.show(), signal);
    link.listen(["_terms"], () => {
      this.explanations.set(link.get("_terms"));
      this.rows.setTerms(link.get("_terms"));
    });
    link.listen(["_terms", "_kept", "_here", "_between"], () => this.show());
  }

  /** The selected tile first; where there is none, that under the pointer. */
  private shown(): Shown[] {
    const { link } = this;
    const found: Shown[] = [];
    const add = (told: Maybe<WireInspected>, where: string) => {
      if (present(told)) found.push({ title: titleOf(told, where), told });
    };
    const [here, between] = [link.get("_here"), link.get("_between")];
    add(link.get("_kept"), "selected");
    const second = present(between) && present(here) && between.tiles[1] === here.tile;
    add(here, second ? "selected, too" : "here");
    return found;
  }

  private show(): void {
    const { link, frame, rows, columns, copy } = this;
    const shown = this.shown();
    frame.setBlank(shown.length === 0);
    copy.disabled = shown.length === 0;
    const { dark } = readTheme(frame.root);
    frame.root.classList.toggle("sw-dark", dark);
    const range = rangeOf(shown);
    const cells = shown.map(({ told }, i) => columns[i].cells(told, range, dark));
    const hint = present(link.get("_kept")) ? COMPARE : KEEP;
    rows.show(
      shown.map(({ title }) => title),
      cells,
      shown.some(({ told }) => told.point) ? "" : hint,
      link.get("_between"),
    );
  }

  private text(): string {
    return asText(
      this.shown().map(({ told }) => told),
      this.link.get("_terms"),
      this.link.get("_between"),
    );
  }
}

function titleOf({ tile, point, resting }: WireInspected, where: string): Node {
  const name = point ? `Point ${point.map((x) => format(x)).join(", ")}` : `Tile ${formatCount(tile ?? -1)}`;
  const at = resting ? "in the middle" : where;
  return element("span", {}, name, " ", element("small", {}, point ? `${at}, sampled` : at));
}

/** From the smallest output to the largest, with 0. */
function rangeOf(shown: readonly Shown[]): Range {
  const values = shown.flatMap(({ told }) => told.outputs.map(({ value }) => value));
  return [Math.min(0, ...values), Math.max(0, ...values)];
}
