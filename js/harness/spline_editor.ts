import { play } from "./played.ts";

await play("spline_editor", "spline");
