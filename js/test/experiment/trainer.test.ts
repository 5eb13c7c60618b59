import { afterEach, expect, test, vi } from "vitest";
import { USUAL } from "../../src/experiment/experiment.ts";
import { Trainer } from "../../src/experiment/trainer.ts";
import { type Order, type Told, TrainingRun } from "../../src/experiment/training_run.ts";

const BEGIN: Order = { to: "change", experiment: { ...USUAL, samples: 20, widths: [3] } };

afterEach(() => vi.unstubAllGlobals());

/** A worker in this process; one that is forbidden says so when it is first written to. */
function imitatedWorker(forbidden = false) {
  const made: { terminate: ReturnType<typeof vi.fn>; onerror: () => void; written: Order[] }[] = [];
  vi.stubGlobal("URL", { createObjectURL: () => "blob:", revokeObjectURL: () => {} });
  vi.stubGlobal(
    "Worker",
    class {
      onmessage: (event: { data: unknown }) => void = () => {};
      onerror: () => void = () => {};
      terminate = vi.fn();
      written: Order[] = [];
      private readonly run = new TrainingRun((data) => this.onmessage({ data }), {
        now: () => 0,
        later: setTimeout,
      });
      constructor() {
        made.push(this);
      }
      postMessage(order: Order) {
        this.written.push(order);
        setTimeout(() => (forbidden ? this.onerror() : this.run.hear(order)));
      }
    },
  );
  return made;
}

const stepsOf = (told: readonly Told[]) => told.map(({ report }) => report?.steps);
const turns = () => new Promise((done) => setTimeout(done, 20));

test("it trains on the page's own thread where there is no worker", () => {
  const told: Told[] = [];
  const trainer = new Trainer((each) => told.push(each), "source");
  trainer.ask(BEGIN);
  trainer.ask({ to: "step", steps: 2 });
  expect(stepsOf(told)).toEqual([0, 2]);
});

test("it trains in a worker where there is one, and ends it", async () => {
  const [made, told]: [ReturnType<typeof imitatedWorker>, Told[]] = [imitatedWorker(), []];
  const trainer = new Trainer((each) => told.push(each), "source");
  trainer.ask(BEGIN);
  trainer.ask({ to: "step", steps: 2 });
  expect(told).toEqual([]);
  await turns();
  expect(stepsOf(told)).toEqual([0, 2]);
  trainer.end();
  trainer.ask({ to: "step", steps: 2 });
  await turns();
  expect([made[0].terminate.mock.calls.length, made[0].written.length, told.length]).toEqual([1, 2, 2]);
});

test("it goes on by itself where a page forbids workers", async () => {
  imitatedWorker(true);
  const told: Told[] = [];
  const trainer = new Trainer((each) => told.push(each), "source");
  trainer.ask(BEGIN);
  trainer.ask({ to: "step", steps: 2 });
  await turns();
  expect(stepsOf(told)).toEqual([0, 2]);
});

test("a worker that fails later says so", async () => {
  const [made, told]: [ReturnType<typeof imitatedWorker>, Told[]] = [imitatedWorker(), []];
  new Trainer((each) => told.push(each), "source").ask(BEGIN);
  await turns();
  made[0].onerror();
  expect(told.at(-1)).toEqual({ report: null, error: expect.stringContaining("Reload the page.") });
});

test("while it plays on the page's own thread, others have their turn", async () => {
  const told: Told[] = [];
  const trainer = new Trainer((each) => {
    told.push(each);
    setTimeout(() => trainer.ask({ to: "go on" }));
  }, null);
  trainer.ask(BEGIN);
  trainer.ask({ to: "play" });
  await vi.waitUntil(() => told.length > 5);
  trainer.ask({ to: "pause" });
  const steps = stepsOf(told);
  expect(steps.at(-1)).toBeGreaterThan(0);
  trainer.end();
});
