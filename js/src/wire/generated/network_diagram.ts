// Written by `make wire` from splinewidgets/widgets/linked/network_diagram.py: change that.

import type { Nothing } from "./arrays.ts";
import type { WireActive, WireNetwork, WirePlane } from "./diagram.ts";
import type { LinkedTraits } from "./linked_view.ts";

/** What `NetworkDiagram` shares with its views. */
export interface DiagramTraits extends LinkedTraits {
  /** The tile that is pointed at, or else selected. */
  _active: WireActive | Nothing;
  /** Columns of units, and the weights between them. */
  _network: WireNetwork | Nothing;
  /** Where the explorer's picture lies among the inputs. */
  _plane: WirePlane | Nothing;
}
