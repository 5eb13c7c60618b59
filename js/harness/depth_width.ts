import { play } from "./played.ts";

await play("depth_width_explorer", "depth_width");
