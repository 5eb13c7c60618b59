import { play } from "./played.ts";

await play("polarity_explorer", "polarity");
