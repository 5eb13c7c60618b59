import { LiveExplorer } from "./live_explorer.ts";

/** What a page calls to let its engine answer for a widget. */
export default {
  answererOf: (...given: ConstructorParameters<typeof LiveExplorer>) => new LiveExplorer(...given),
};
