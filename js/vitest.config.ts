import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { standIns } from "./stand_ins.mjs";

// As in the bundle: what is tested is what ships.
const alias = Object.entries(standIns).map(([name, file]) => ({
  find: name,
  replacement: fileURLToPath(new URL(file, import.meta.url)),
}));

export default defineConfig({
  resolve: { alias },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
    server: { deps: { inline: [/d3-(drag|zoom)/] } },
  },
});
