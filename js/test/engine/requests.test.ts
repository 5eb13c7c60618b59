import { afterEach, expect, it, vi } from "vitest";
import { Requests } from "../../src/engine/requests.ts";
import { type Request, serve } from "../../src/engine/serve.ts";
import { Stopped } from "../../src/engine/tessellate.ts";
import { box } from "../../src/engine/window.ts";
import { perceptron, scattered } from "./programs.ts";

const network = perceptron(
  [
    [1, 0, 0, 1],
    [0, 0],
  ],
  [[1, 1], [0]],
);
const SQUARE = box(-1, 1, -1, 1);

afterEach(() => vi.unstubAllGlobals());

/** A worker in this process; `broken` ones say so when they are first written to. */
function imitatedWorker(broken = false) {
  const written: Request[] = [];
  vi.stubGlobal("URL", { createObjectURL: () => "blob:", revokeObjectURL: () => {} });
  vi.stubGlobal(
    "Worker",
    class {
      onmessage: (event: { data: unknown }) => void = () => {};
      onerror: () => void = () => {};
      terminate = vi.fn();
      #take = serve((data) => this.onmessage({ data }));
      postMessage(request: Request) {
        written.push(request);
        if (broken) setTimeout(() => this.onerror());
        else setTimeout(() => this.#take(request));
      }
    },
  );
  return written;
}

it("answers on the page's own thread where there is no worker", async () => {
  expect((await new Requests(network, "source").tiles(SQUARE)).tileCount).toBe(4);
});

it("answers by a worker, which is sent the network once", async () => {
  const written = imitatedWorker();
  const requests = new Requests(network, "source");
  const tiles = await requests.tiles(SQUARE);
  expect(tiles.tileCount).toBe(4);
  expect(tiles.program.widths).toEqual(network.widths);
  await requests.tiles(box(0, 1, 0, 1));
  expect(written.map((request) => "program" in request)).toEqual([true, false, false]);
});

it("goes on by itself where a page forbids workers", async () => {
  imitatedWorker(true);
  expect((await new Requests(network, "source").tiles(SQUARE)).tileCount).toBe(4);
});

it.each([null, "source"])("lets the newest request win, source %s", async (source) => {
  if (source) imitatedWorker();
  const requests = new Requests(scattered(16, 16, 16, 1), source);
  const older = [1, 2, 3].map((size) => requests.tiles(box(-size, size, -size, size)));
  const newest = requests.tiles(box(-4, 4, -4, 4));
  for (const each of older) await expect(each).rejects.toThrow(Stopped);
  expect(Array.from((await newest).vertices.subarray(0, 2))).toEqual([-4, -4]);
});

it("answers of the network that was loaded last", async () => {
  const requests = new Requests(network, null);
  const older = requests.tiles(SQUARE);
  requests.load(perceptron([[1, 0], [0]], [[1], [0]]));
  await expect(older).rejects.toThrow(Stopped);
  expect((await requests.tiles(SQUARE)).tileCount).toBe(2);
});

it("says what is wrong with a window, and answers the next one", async () => {
  const requests = new Requests(network, null);
  await expect(requests.tiles(box(0, 0, 0, 1))).rejects.toThrow(/no area/);
  expect((await requests.tiles(SQUARE)).tileCount).toBe(4);
});

it("answers nothing once it has ended", async () => {
  const requests = new Requests(network, null);
  const asked = requests.tiles(SQUARE);
  requests.end();
  await expect(asked).rejects.toThrow(Stopped);
});
