// Written by `make wire` from splinewidgets/widgets/linked/network_diagram.py: change that.

import type { Nothing } from "./arrays.ts";
import type { WireActive, WireNetwork, WirePlane } from "./diagram.ts";
import type { LinkedTraits } from "./linked_view.ts";

/** What `NetworkDiagram` shares with its views. */
export interface DiagramTraits extends LinkedTraits {
  /** What is active on a tile of a network too large for a page. */
  _active: WireActive | Nothing;
  /** Columns of units, and the weights between them. */
  _network: WireNetwork | Nothing;
  /** Where the explorer's picture lies among the inputs. */
  _plane: WirePlane | Nothing;
}
