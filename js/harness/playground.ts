import { play } from "./played.ts";

await play("playground", "playground");
