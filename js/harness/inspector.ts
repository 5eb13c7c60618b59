import { play } from "./played.ts";

await play("tile_inspector", "inspector");
