/** All of the engine as one file, `static/engine.js`: what a page imports, and of which it makes a worker. */
import { serve } from "./serve.ts";

export { activationBits, affineMaps, inputMap } from "./affine_maps.ts";
export { decisionBoundary, predictedClasses } from "./decision_boundary.ts";
export { EngineError, readProgram } from "./program.ts";
export { Requests } from "./requests.ts";
export { Stopped, tessellate, tessellateInTurns } from "./tessellate.ts";
export { ancestorsOf, areasOf, centroidsOf, slopesOf } from "./tiles.ts";
export { box, rectangle } from "./window.ts";

// Only where there is no page.
if (typeof document === "undefined" && typeof self !== "undefined" && "importScripts" in self) {
  const take = serve((answer, buffers) => self.postMessage(answer, { transfer: buffers }));
  self.onmessage = ({ data }) => take(data);
}
