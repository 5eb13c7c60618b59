import { element } from "../dom/element.ts";
import { Hand } from "../interact/hand.ts";
import { guardKeys } from "../interact/host_keys.ts";
import { guardTouch } from "../interact/long_press.ts";
import type { Asking, State } from "../wire/wire.ts";
import { Complaint, type Cure } from "./complaint.ts";
import { type Gestures, Help, ON_UNDO } from "./help.ts";
import type { Link } from "./link.ts";
import { SaveControl, type SavingTraits } from "./save_control.ts";
import { StatusLine } from "./status_line.ts";
import { TraitSteps } from "./trait_steps.ts";
import { UndoControl } from "./undo_control.ts";
import { type WaitingWords, waitingWords } from "./waiting_words.ts";

/** What every explorer has. */
export interface FrameTraits extends SavingTraits {
  state: State;
  status: string;
  error: string;
  /** In CSS pixels. */
  height: number;
}

export interface FrameLooks {
  /** Above everything, from the top. */
  readonly bars: readonly HTMLElement[];
  /** What hands and keys do. */
  readonly gestures: Gestures;
  /** What to do while there is nothing to show. */
  readonly empty: string;
  /** There is code that makes the view. */
  readonly coded?: boolean;
}

/** What is around the views of an explorer: bars, body with panel, status line, help, undo, and how things are. */
export class Frame<T extends FrameTraits> {
  readonly root: HTMLElement;
  /** The column of the views. */
  readonly main = element("div", { class: "sw-main" });
  /** Beside it. */
  readonly panel = element("div", { class: "sw-panel" });
  readonly body = element("div", { class: "sw-body" }, this.main, this.panel);
  readonly status: StatusLine;
  readonly help: Help;
  readonly save: SaveControl;
  private readonly hand: Hand;
  private readonly empty: string;
  private complaint: Complaint | null = null;
  private words: WaitingWords | null = null;
  /** Nothing is shown yet. */
  private blank = true;
  private refusal: string | null = null;

  constructor(
    private readonly link: Link<T>,
    host: HTMLElement,
    { bars, gestures, empty, coded = false }: FrameLooks,
  ) {
    const { signal } = link;
    this.empty = empty;
    this.status = new StatusLine(signal);
    link.problem = (text) => this.status.set("", text);
    this.root = element("div", { class: "sw-root", "data-frames": 0 }, ...bars, this.body, this.status.root);
    host.append(this.root);
    guardKeys(this.root, signal);
    guardTouch(this.root, signal);
    this.hand = new Hand(this.root, signal);
    this.help = new Help(this.root, gestures, signal);
    this.save = new SaveControl(link as unknown as Link<SavingTraits & Asking>, this.root, coded);
    link.listen(["height"], () => this.root.style.setProperty("--sw-height", `${link.get("height")}px`));
  }

  /** The gesture that is going on. */
  get gesture(): number {
    return this.hand.gesture;
  }

  /** Undo before these buttons, and help after them. */
  flank(buttons: HTMLElement, undo: HTMLElement): void {
    buttons.prepend(undo);
    this.help.addLast(ON_UNDO);
    buttons.append(this.save.root, this.help.button);
  }

  /** Remembers the values of a trait; between buttons, undo and redo go through them. */
  steps<K extends keyof T & string>(name: K, buttons: HTMLElement): TraitSteps<T, K> {
    const control: UndoControl = new UndoControl(this.root, (by) => steps.go(by), this.link.signal);
    const steps = new TraitSteps(this.link, name, (back, forth) => control.set(back, forth));
    this.flank(buttons, control.root);
    return steps;
  }

  /** Says from now on how things are: by `words`, in the canvas, and by what is wrong over it, with what may cure it. */
  speakOver(canvas: HTMLElement, words: WaitingWords, cures: readonly Cure[] = []): void {
    const { link } = this;
    this.words = words;
    this.complaint = new Complaint(cures, link.signal);
    canvas.append(this.complaint.root);
    link.listen(["status", "error", "state"], () => this.update());
  }

  /** Whether there is nothing to show. */
  setBlank(blank: boolean): void {
    this.blank = blank;
    this.update();
  }

  /** Nothing can be shown here, ever. */
  refuse(why: string): void {
    this.refusal = why;
    this.update();
  }

  private update(): void {
    const { link, blank } = this;
    const [state, status, error] = [link.get("state"), link.get("status"), link.get("error")];
    this.root.dataset.state = state;
    this.status.set(blank ? "" : status, ""); // said once, and in the middle while there is room
    this.complaint?.show(error);
    const waiting = blank ? waitingWords(state, status, error, this.empty) : null;
    this.words?.say(this.refusal ?? waiting);
  }
}
