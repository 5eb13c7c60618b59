import type { Showing } from "../canvas/screen.ts";
import type { Link } from "../frame/link.ts";
import type { Traits } from "../wire/wire.ts";
import { Legend } from "./legend.ts";
import type { SliceView } from "./slice_view.ts";

/** The legend, kept in traits: what of marks and classes each view draws, and what its axes are called. */
export class LegendLink {
  private readonly legend: Legend;

  /** `parent` gets the legend; `rest` is told with every view. */
  constructor(
    private readonly link: Link<Traits>,
    parent: HTMLElement,
    views: ReadonlySet<SliceView>,
    rest: { setShowing(showing: Showing): void },
  ) {
    this.legend = new Legend(
      {
        marksChosen: (visible) => link.send({ visible_marks: visible }),
        classesChosen: (visible) => link.send({ visible_classes: visible }),
      },
      link.signal,
    );
    parent.append(this.legend.root);
    link.listen(["_marks", "visible_marks", "_classes", "visible_classes", "axis_names"], () => {
      this.legend.setMarks(link.get("_marks"), link.get("visible_marks"));
      this.legend.setClasses(link.get("_classes"), link.get("visible_classes"));
      for (const view of views) this.tell(view);
      rest.setShowing(this.showing);
    });
  }

  /** Tells a view how things are now. */
  tell(view: SliceView): void {
    view.setShowing(this.showing);
    view.setAxisNames(this.link.get("axis_names"));
  }

  private get showing(): Showing {
    const count = this.link.get("_classes").length;
    const visible = new Set(this.link.get("visible_classes"));
    return {
      marks: this.link.get("visible_marks"),
      classes: (index) => index >= count || visible.has(index),
    };
  }
}
