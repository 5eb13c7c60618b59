import type { Link } from "../frame/link.ts";
import type { Diagnostics, PolarityTraits } from "../wire/wire.ts";

/** Between two messages while a hand moves, in ms. */
const PACE = 100;
/** What has not moved for so long is at rest, in ms. */
const REST = 200;

/** Tells Python where rho is, at most ten times a second, and what is known of the samples once it rests. */
export class Reporter {
  private sent = Number.NEGATIVE_INFINITY;
  private pace: ReturnType<typeof setTimeout> | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private rho: number | null = null;

  /** `tell` sends rho; `diagnose` says what there is to know now; null without samples. */
  constructor(
    private readonly link: Link<PolarityTraits>,
    private readonly tell: (rho: number) => void,
    private readonly diagnose: () => Diagnostics | null,
  ) {
    link.signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  /** Whether Python does not know yet what a hand has chosen. */
  get behind(): boolean {
    return this.rho !== null;
  }

  /** A hand has chosen. */
  moved(rho: number): void {
    this.rho = rho;
    this.stop();
    const wait = this.sent + PACE - performance.now();
    if (wait <= 0) this.send();
    else this.pace = setTimeout(() => this.send(), wait);
    this.changed();
  }

  /** The samples are others than before. */
  changed(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), REST);
  }

  /** Says now what else would be said soon. */
  rest(): void {
    this.stop();
    this.send();
    const diagnostics = this.diagnose();
    const known = JSON.stringify(this.link.get("diagnostics"));
    if (diagnostics && JSON.stringify(diagnostics) !== known) this.link.send({ diagnostics });
  }

  private send(): void {
    const { rho } = this;
    this.rho = null;
    if (rho === null) return;
    this.sent = performance.now();
    this.tell(rho);
  }

  private stop(): void {
    clearTimeout(this.pace);
    clearTimeout(this.resting);
  }
}
