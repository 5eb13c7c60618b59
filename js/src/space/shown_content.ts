import { type Content, NOTHING } from "./content.ts";

/** How long former things may stand in for ones whose colors have not come yet, in ms. */
const FORMER = 1500;

/** What is on the screen: the newest content whose colors have come, for a mesh and its colors may come apart. */
export class ShownContent {
  current: Content = NOTHING;
  private wanted: Content = NOTHING;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is told when other things are to be drawn. */
  constructor(
    private readonly changed: (content: Content, before: Content) => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Shows other things; what is not named stays. */
  show(changed: Partial<Content>): void {
    this.wanted = { ...this.wanted, ...changed };
    const { mesh, colors } = this.wanted;
    const colored = this.current.mesh?.id === this.current.colors?.picture;
    const waits = mesh !== null && mesh !== this.current.mesh && mesh.id !== colors?.picture;
    if (!waits || !colored || this.current.mesh === null) this.accept();
    else this.timer ??= setTimeout(() => this.accept(), FORMER);
  }

  private accept(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const before = this.current;
    this.current = this.wanted;
    this.changed(this.current, before);
  }
}
