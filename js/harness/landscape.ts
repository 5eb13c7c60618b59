import { play } from "./played.ts";

await play("loss_landscape", "landscape");
