import { play } from "./played.ts";

await play("initialization_explorer", "initialization");
