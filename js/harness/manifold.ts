import { play } from "./played.ts";

await play("manifold_explorer", "manifold");
