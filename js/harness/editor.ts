import { play } from "./played.ts";

await play("hyperplane_editor", "editor");
