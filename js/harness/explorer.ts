import { play } from "./played.ts";

await play("slice_explorer", "explorer");
