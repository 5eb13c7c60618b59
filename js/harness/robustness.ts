import { play } from "./played.ts";

await play("robustness_view", "robust");
