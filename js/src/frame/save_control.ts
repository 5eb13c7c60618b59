import { readTheme } from "../canvas/theme.ts";
import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { decode } from "../wire/decode.ts";
import {
  type Asking,
  type Maybe,
  present,
  type SavedKind,
  type SaveRequest,
  type WireSaved,
} from "../wire/wire.ts";
import { CodePanel } from "./code_panel.ts";
import type { Link } from "./link.ts";

/** What every widget shares with its page that can be saved. */
export interface SavingTraits {
  _save: Maybe<SaveRequest>;
  _saved: Maybe<WireSaved>;
}

const KINDS: readonly (readonly [SavedKind, string, string])[] = [
  ["svg", "SVG", "Vectors and text, to be edited"],
  ["pdf", "PDF", "Vectors and text, for a paper"],
  ["png", "PNG", "Pixels, 300 to an inch"],
];
const CODE = ["code", "Copy as code", "Python that makes this view, for a cell"] as const;
const NO_KERNEL = "No kernel: run the cell again to save.";

const TYPES: Record<string, string> = { svg: "image/svg+xml", pdf: "application/pdf", png: "image/png" };

/** A button and a menu under it: what is shown, as a file of the kernel's that the browser saves. */
export class SaveControl {
  readonly root: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly menu: HTMLElement;
  private readonly said = element("span", { class: "sw-muted", role: "status" });
  private readonly choices: HTMLButtonElement[];
  private readonly panel: CodePanel | null;
  /** The number of the request that is not answered yet. */
  private awaited: number | null = null;

  /** `coded`: there is code, too. */
  constructor(
    private readonly link: Link<SavingTraits & Pick<Asking, "_heard">>,
    private readonly frame: HTMLElement,
    coded: boolean,
  ) {
    const { signal } = link;
    this.button = iconButton("save", "Save as a figure", () => this.toggle(), signal);
    this.button.setAttribute("aria-expanded", "false");
    this.panel = coded
      ? new CodePanel(frame, "Code of this view", "Code of this view", this.button, signal)
      : null;
    this.choices = [...KINDS, ...(coded ? [CODE] : [])].map(([kind, name, title]) => {
      const choice = element("button", { type: "button", class: "sw-word", title }, name);
      choice.addEventListener("click", () => this.ask(kind), { signal });
      return choice;
    });
    this.menu = element(
      "div",
      { class: "sw-save-menu", role: "group", "aria-label": "Save as", hidden: true },
      ...this.choices,
      this.said,
    );
    this.root = element("span", { class: "sw-save" }, this.button, this.menu);
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || this.menu.hidden) return;
      event.stopPropagation();
      this.toggle();
    };
    this.root.addEventListener("keydown", leave, { signal });
    const elsewhere = ({ target }: Event) => {
      if (!this.menu.hidden && !this.root.contains(target as Node)) this.close();
    };
    frame.addEventListener("pointerdown", elsewhere, { signal });
    link.listen(["_saved"], () => this.receive(link.get("_saved")));
    link.listen(["_heard"], () => this.able(true));
    link.whenAbsent(() => this.able(false));
  }

  private toggle(): void {
    if (!this.menu.hidden) {
      this.close();
      this.button.focus({ preventScroll: true });
      return;
    }
    this.menu.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.choices[0].focus({ preventScroll: true });
  }

  private close(): void {
    this.menu.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (this.awaited === null && !this.choices[0].disabled) setText(this.said, "");
  }

  /** Without a kernel there is nobody who draws. */
  private able(able: boolean): void {
    for (const choice of this.choices) choice.disabled = !able;
    if (!able) {
      this.awaited = null;
      setText(this.said, NO_KERNEL);
    } else if (this.said.textContent === NO_KERNEL) setText(this.said, "");
  }

  private ask(kind: SavedKind): void {
    const { link } = this;
    const before = link.get("_save");
    this.awaited = (present(before) ? before.seq : 0) + 1;
    setText(this.said, "Drawing …");
    link.send({ _save: { seq: this.awaited, kind, dark: readTheme(this.frame).dark } });
  }

  private receive(saved: Maybe<WireSaved>): void {
    if (!present(saved) || saved.seq !== this.awaited) return;
    this.awaited = null;
    setText(this.said, saved.error ?? "");
    if (saved.error !== undefined) return;
    this.close();
    if (saved.text !== undefined) this.panel?.show(saved.text);
    else if (saved.content && saved.name) download(decode(saved.content, ["uint8"]), saved.name);
  }
}

/** Has the browser save a file. */
function download(content: Uint8Array, name: string): void {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "";
  const url = URL.createObjectURL(new Blob([content.slice()], { type }));
  const link = element("a", { href: url, download: name });
  link.click();
  // Browsers read it by and by.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
