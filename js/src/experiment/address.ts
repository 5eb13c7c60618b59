import type { Box, DrawnPoint } from "../wire/wire.ts";
import { Architecture } from "./architecture.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { type Experiment, examplesOf, USUAL } from "./experiment.ts";
import { checkExperiment } from "./read_experiment.ts";

/** What a link tells of a playground. */
export interface Shared {
  readonly experiment: Experiment;
  /** What of the plane is in sight; null for where the points are. */
  readonly view: Box | null;
  /** The measure by which tiles are colored; empty for the usual one. */
  readonly colorBy: string;
  /** Weights that were learned, or set by a hand, after so many steps; null for the initial ones. */
  readonly weights: { readonly steps: number; readonly parameters: readonly Float64Array[] } | null;
}

export const USUALLY_SHARED: Shared = { experiment: USUAL, view: null, colorBy: "", weights: null };

const VERSION = 1;
const OPENING = "#playground=";
const SUM = "&sum=";
const NOT_WHOLE =
  "The link is not whole: it was cut off or changed. Its end must be the sum of what is before. Copy all of it again.";

/** How a setting is written, and read again. */
interface Written<T> {
  write(value: T): string;
  read(text: string): T;
}

const TEXT: Written<string> = { write: (value) => value, read: (text) => text };
const NUMBER: Written<number> = { write: String, read: (text) => (text === "" ? Number.NaN : Number(text)) };
const TRUTH: Written<boolean> = { write: (value) => (value ? "1" : "0"), read: (text) => text === "1" };
const NUMBERS: Written<readonly number[]> = {
  write: (values) => values.join("_"),
  read: (text) => (text === "" ? [] : text.split("_").map(NUMBER.read)),
};
/** Points as float32, which is what is trained on. */
const POINTS: Written<readonly DrawnPoint[]> = {
  write: (points) => {
    const places = floats(points.flatMap((point) => point.slice(0, 2)));
    return toBase64(Uint8Array.from([...places, ...points.map(([, , label]) => label)]));
  },
  read: (text) => {
    const bytes = fromBase64(text);
    const count = Math.floor(bytes.length / 9);
    const places = numbers(bytes.subarray(0, 8 * count));
    return Array.from({ length: count }, (_, i) => [places[2 * i], places[2 * i + 1], bytes[8 * count + i]]);
  },
};

const SETTINGS: { readonly [K in keyof Experiment]: Written<Experiment[K]> } = {
  data: TEXT as Written<Experiment["data"]>,
  formula: TEXT,
  drawn: POINTS as Written<Experiment["drawn"]>,
  noise: NUMBER,
  samples: NUMBER,
  widths: NUMBERS as Written<number[]>,
  activation: TEXT as Written<Experiment["activation"]>,
  skip: TRUTH,
  batch_norm: TRUTH,
  loss: TEXT as Written<Experiment["loss"]>,
  optimizer: TEXT as Written<Experiment["optimizer"]>,
  rate: NUMBER,
  weight_decay: NUMBER,
  batch: NUMBER,
  seed: NUMBER,
};
const NAMES = Object.keys(SETTINGS) as (keyof Experiment)[];

/**
 * The part of an address that tells of a playground, from `#` on: what is not as usual, and a sum of it.
 *
 * Drawn points and weights are rounded to float32.
 */
export function writeAddress({ experiment, view, colorBy, weights }: Shared): string {
  const parts = NAMES.flatMap((name) => {
    const text = textOf(name, experiment);
    return text === textOf(name, USUAL) ? [] : [[name as string, text]];
  });
  if (view) parts.push(["view", NUMBERS.write(view)]);
  if (colorBy) parts.push(["color", colorBy]);
  if (weights) {
    parts.push(["steps", String(weights.steps)]);
    parts.push(["weights", toBase64(floats(weights.parameters.flatMap((values) => Array.from(values))))]);
  }
  const text = [OPENING + VERSION, ...parts.map(([name, value]) => `${name}=${escaped(value)}`)].join("&");
  return text + SUM + sumOf(text);
}

/** What an address tells, from `#` on; where it cannot be read, what is usual and three sentences why. */
export function readAddress(hash: string): { readonly shared: Shared; readonly error: string } {
  if (hash === "" || hash === "#") return { shared: USUALLY_SHARED, error: "" };
  try {
    return { shared: read(hash), error: "" };
  } catch (refused) {
    return { shared: USUALLY_SHARED, error: (refused as Error).message };
  }
}

function read(hash: string): Shared {
  if (!hash.startsWith(OPENING)) {
    throw new RangeError(
      `The address ends in ${hash.slice(0, 30)}. A link to a playground has ${OPENING} there. Ask for the link again.`,
    );
  }
  const version = Number.parseInt(hash.slice(OPENING.length), 10);
  if (version > VERSION) {
    throw new RangeError(
      `The link is of version ${version}. This page reads version ${VERSION}. Open it in a newer page.`,
    );
  }
  const end = hash.lastIndexOf(SUM);
  if (end < 0 || hash.slice(end + SUM.length) !== sumOf(hash.slice(0, end))) throw new RangeError(NOT_WHOLE);
  const given = new Map(
    hash
      .slice(1, end)
      .split("&")
      .map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, at), unescaped(part.slice(at + 1))];
      }),
  );
  const entries = NAMES.map((name) => {
    const text = given.get(name);
    return [name, text === undefined ? USUAL[name] : SETTINGS[name].read(text)];
  });
  const experiment = Object.fromEntries(entries) as Experiment;
  checkExperiment(experiment);
  return {
    experiment,
    view: viewIn(given.get("view")),
    colorBy: given.get("color") ?? "",
    weights: weightsIn(given, experiment),
  };
}

function viewIn(text: string | undefined): Box | null {
  if (text === undefined) return null;
  const view = NUMBERS.read(text);
  const [left, right, bottom, top] = view;
  if (view.length === 4 && view.every(Number.isFinite) && left < right && bottom < top) {
    return [left, right, bottom, top];
  }
  throw new RangeError(
    `The view of the link is ${text.slice(0, 60)}. It must be left, right, bottom and top. Ask for the link again.`,
  );
}

function weightsIn(given: ReadonlyMap<string, string>, experiment: Experiment): Shared["weights"] {
  const text = given.get("weights");
  if (text === undefined) return null;
  const values = numbers(fromBase64(text));
  const { outputs } = examplesOf(experiment);
  const { parameters } = new Architecture(experiment, outputs).network(experiment.seed);
  const count = parameters.reduce((sum, each) => sum + each.values.length, 0);
  const steps = NUMBER.read(given.get("steps") ?? "");
  if (
    values.length !== count ||
    !values.every(Number.isFinite) ||
    !Number.isSafeInteger(steps) ||
    steps < 0
  ) {
    throw new RangeError(
      `The link has ${values.length} weights after ${steps} steps. Its network has ${count}, all finite numbers. ` +
        "Ask for the link again.",
    );
  }
  let at = 0;
  return {
    steps,
    parameters: parameters.map((each) => {
      const begin = at;
      at += each.values.length;
      return Float64Array.from(values.slice(begin, at));
    }),
  };
}

const textOf = <K extends keyof Experiment>(name: K, experiment: Experiment) =>
  SETTINGS[name].write(experiment[name]);

/** As in an address, without letters at which a mail or a chat ends a link. */
const escaped = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError(NOT_WHOLE);
  }
}

/** FNV-1a of 32 bits (G. Fowler, L. Noll and K.-P. Vo, 1991). */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(36);
}

/** Numbers as bytes of float32, in little-endian order. */
function floats(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

function numbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}
