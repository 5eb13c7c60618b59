import { play } from "./played.ts";

await play("segment_plot", "segment");
