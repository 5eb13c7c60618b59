import { play } from "./played.ts";

await play("training_explorer", "training");
