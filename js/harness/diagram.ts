import { play } from "./played.ts";

await play("network_diagram", "diagram");
