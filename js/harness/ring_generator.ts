import type { PolarityTraits, WirePool, WireTrainingData } from "../src/wire/wire.ts";
import { encode } from "./encode.ts";
import { Random } from "./random.ts";

/** Cells of the latent square along each side. */
export const SIDE = 24;
const MODES = [0.4, 0.25, 0.15, 0.12, 0.08];
const RADIUS = 1.5;
const SPREAD = 0.2;
const TURN = 2 * Math.PI;
const FLOOR = 0.02; // the share of the density along the ring that lies evenly between the modes
const STEPS = 4096;
const EDGE = 0.01; // of the second latent, where the radius would be infinite
const IMAGE = 14;

type Latent = readonly [number, number];

/**
 * A generator with known volumes: latents of the unit square to a ring with five modes of different sizes.
 *
 * The first latent goes to the angle at which so much of a density along the ring is passed, the second to the radius.
 */
export class RingGenerator {
  private readonly angles = new Float64Array(STEPS + 1);

  constructor() {
    const cumulative = new Float64Array(STEPS + 1);
    for (let i = 0; i < STEPS; i++)
      cumulative[i + 1] = cumulative[i] + (TURN / STEPS) * along((TURN * (i + 0.5)) / STEPS);
    let k = 0;
    for (let i = 0; i <= STEPS; i++) {
      const wanted = (cumulative[STEPS] * i) / STEPS;
      while (k < STEPS - 1 && cumulative[k + 1] < wanted) k++;
      const part = (wanted - cumulative[k]) / (cumulative[k + 1] - cumulative[k]);
      this.angles[i] = (TURN * (k + part)) / STEPS;
    }
  }

  angle(a: number): number {
    const i = Math.min(STEPS - 1, Math.floor(a * STEPS));
    return this.angles[i] + (a * STEPS - i) * (this.angles[i + 1] - this.angles[i]);
  }

  output(latent: Latent): [number, number] {
    const [angle, r] = [this.angle(latent[0]), radius(latent[1])];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }

  logVolume([a, b]: Latent): number {
    const i = Math.min(STEPS - 1, Math.floor(a * STEPS));
    const turning = STEPS * (this.angles[i + 1] - this.angles[i]);
    const c = EDGE + (1 - 2 * EDGE) * b;
    const widening = ((1 - 2 * EDGE) * SPREAD) / 1.8 / (c * (1 - c));
    return Math.log(radius(b) * turning * widening);
  }

  /** The share of the ring's area that each cell of latents is sent to, exactly. */
  cellShares(): Float32Array {
    const areas = Float64Array.from({ length: SIDE * SIDE }, (_, cell) => {
      const [row, column] = [Math.floor(cell / SIDE), cell % SIDE];
      const turn = this.angle((column + 1) / SIDE) - this.angle(column / SIDE);
      return (turn * (radius((row + 1) / SIDE) ** 2 - radius(row / SIDE) ** 2)) / 2;
    });
    const whole = areas.reduce((sum, area) => sum + area, 0);
    return Float32Array.from(areas, (area) => area / whole);
  }
}

function along(angle: number): number {
  return MODES.reduce((sum, weight, mode) => {
    const away = Math.abs(((angle - center(mode) + 3 * Math.PI) % TURN) - Math.PI) / (SPREAD / RADIUS);
    return sum + weight * Math.exp(-(away ** 2) / 2);
  }, FLOOR);
}

function center(mode: number): number {
  return (TURN * (mode + 0.5)) / MODES.length;
}

function radius(b: number): number {
  const c = EDGE + (1 - 2 * EDGE) * b;
  return RADIUS + (SPREAD / 1.8) * Math.log(c / (1 - c));
}

export function ringPool(count: number, images: number, seed = 1): WirePool {
  const generator = new RingGenerator();
  const random = new Random(seed);
  const latents = Array.from({ length: count }, (): Latent => [random.uniform(), random.uniform()]);
  const outputs = latents.map((latent) => generator.output(latent));
  const cell = ([a, b]: Latent) => Math.floor(b * SIDE) * SIDE + Math.floor(a * SIDE);
  const pool: WirePool = {
    id: seed,
    outputs: encode(Float32Array.from(outputs.flat()), count, 2),
    log_volumes: encode(Float32Array.from(latents, (latent) => generator.logVolume(latent))),
    labels: encode(Uint8Array.from(latents, ([a]) => Math.floor((generator.angle(a) * MODES.length) / TURN))),
    cells: encode(Uint16Array.from(latents, cell)),
    cell_shares: encode(generator.cellShares()),
  };
  if (images === 0) return pool;
  const pixels = new Uint8Array(images * IMAGE * IMAGE);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = outputs[Math.floor(i / IMAGE ** 2)];
    const [column, row] = [i % IMAGE, Math.floor(i / IMAGE) % IMAGE];
    const away = (column - (6.5 + 2.5 * x)) ** 2 + (row - (6.5 - 2.5 * y)) ** 2;
    pixels[i] = 255 * Math.exp(-away / 3);
  }
  return {
    ...pool,
    images: encode(pixels, images, IMAGE, IMAGE),
    image_rows: encode(Uint32Array.from({ length: images }, (_, i) => i)),
  };
}

export function ringData(count: number, seed = 2): WireTrainingData {
  const random = new Random(seed);
  const points = Array.from({ length: count }, () => {
    let [mode, left] = [0, random.uniform()];
    while (mode < MODES.length - 1 && left > MODES[mode]) left -= MODES[mode++];
    return [
      RADIUS * Math.cos(center(mode)) + SPREAD * random.normal(),
      RADIUS * Math.sin(center(mode)) + SPREAD * random.normal(),
    ];
  });
  return { points: encode(Float32Array.from(points.flat()), count, 2) };
}

export function emptyPolarityTraits(): PolarityTraits {
  return {
    _pool: {},
    _data: {},
    bounds: [-2.4, 2.4, -2.4, 2.4],
    axes: ["x₁", "x₂"],
    rho: 0,
    _rho_range: [-1, 2],
    samples: 20_000,
    replace: false,
    class_names: [],
    diagnostics: {},
    status: "",
    error: "",
    state: "empty",
    height: 480,
  };
}
