import { RhoSlider } from "../controls/rho_slider.ts";
import type { Link } from "../frame/link.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import type { ManifoldTraits } from "../wire/wire.ts";

/** The polarity of the samples, below the canvas; hidden where there are none. */
export class RhoBar {
  readonly root: HTMLElement;

  constructor(link: Link<ManifoldTraits>) {
    const chosen = new FrameThrottle<number>((rho) => link.send({ rho }), link.signal);
    const slider: RhoSlider = new RhoSlider(
      {
        moved: (rho) => chosen.offer(rho),
        released: () => {
          chosen.flush();
          slider.show(link.get("rho"));
        },
      },
      link.signal,
    );
    this.root = slider.root;
    link.listen(["_rho_range"], () => slider.setRange(link.get("_rho_range")));
    // A hand on the thumb has the last word.
    link.listen(["rho"], () => slider.grabbed || slider.show(link.get("rho")));
    link.listen(["samples"], () => {
      this.root.hidden = link.get("samples") === 0;
    });
  }
}
