import type { ChosenUnit, Edit, EditorTraits, Point, WireArrangement } from "../src/wire/wire.ts";
import { present } from "../src/wire/wire.ts";
import { encode, encodeColors, encodeTiling } from "./encode.ts";
import type { Answering } from "./model.ts";
import type { Tiling } from "./network.ts";

/** Where a x + b y + c = 0. */
export type Line = readonly [a: number, b: number, c: number];
type Window = readonly [number, number, number, number];

const BORDER = -1;

/** Plays the Python side of a HyperplaneEditor: one layer, whose lines are moved, turned, added and removed. */
export class EditorKernel {
  private seq = 0;
  private pictures = 0;
  private pivot: Point = [0, 0];

  constructor(
    public lines: Line[],
    private readonly home: Window = [-1.5, 1.5, -1, 1],
  ) {}

  start(model: Answering<EditorTraits>): void {
    this.answer(model);
  }

  take(changed: Partial<EditorTraits>, model: Answering<EditorTraits>): void {
    if (changed._pivot) this.pivot = changed._pivot;
    if (changed._edit && present(changed._edit)) {
      this.edit(changed._edit, model);
      this.answer(model);
    } else if ("chosen" in changed || "overlays" in changed) {
      model.receive({ _arrangement: this.arrangement(this.pictures, this.cut(), model) });
    } else if ("view" in changed) this.answer(model);
  }

  private edit({ action, unit, at = [0, 0], pivot, seq }: Edit, model: Answering<EditorTraits>): void {
    this.seq = seq;
    const [a, b] = this.lines[unit];
    const through = (one: number, other: number): Line => [one, other, -(one * at[0] + other * at[1])];
    this.pivot = pivot ?? at;
    if (action === "move") this.lines[unit] = through(a, b);
    else if (action === "turn" && pivot) this.lines[unit] = through(pivot[1] - at[1], at[0] - pivot[0]);
    else if (action === "add unit") this.lines = [...this.lines, through(1, 1)];
    else if (action === "remove unit") {
      this.lines = this.lines.filter((_, i) => i !== unit);
      model.receive({ chosen: null });
    }
  }

  private answer(model: Answering<EditorTraits>): void {
    this.pictures += 1;
    const cut = this.cut();
    const [u0, u1, v0, v1] = this.home;
    const none = encode(new Float32Array(0), 0, 2);
    model.receive({
      _layers: [{ name: "relu 1", units: this.lines.length }],
      visible_layers: [0],
      _picture: {
        id: this.pictures,
        seq: this.seq,
        window: [u0, u1, v0, v1],
        ...encodeTiling(cut.tiling, this.home),
        boundary: encode(new Float32Array(0), 0, 4),
        anchors: [],
        handles: [],
        points: none,
        point_labels: encode(new Uint8Array(0)),
        point_nearness: encode(new Float32Array(0)),
        point_missed: encode(new Uint8Array(0)),
        image: null,
      },
      _colors: encodeColors(cut.tiling, this.pictures, "slope"),
      _arrangement: this.arrangement(this.pictures, cut, model),
      _answered: this.seq,
      tile_count: cut.tiling.faces.length,
      status: `${cut.tiling.faces.length} tiles · float64`,
      state: "ready",
    });
  }

  private arrangement(
    picture: number,
    { tiling, units }: Cut,
    model: Answering<EditorTraits>,
  ): WireArrangement {
    const told: WireArrangement = {
      picture,
      corner_units: encode(Uint8Array.from(units, (unit) => unit + 1)),
      counts: [["Tiles in the window", String(tiling.faces.length)]],
      notes: [],
    };
    const chosen = model.get("chosen");
    return chosen ? { ...told, chosen: this.chosen(chosen, tiling) } : told;
  }

  private chosen([layer, unit]: ChosenUnit, tiling: Tiling): NonNullable<WireArrangement["chosen"]> {
    const [a, b, c] = this.lines[unit];
    const off = (a * this.pivot[0] + b * this.pivot[1] + c) / (a * a + b * b);
    const at: Point = [this.pivot[0] - off * a, this.pivot[1] - off * b];
    const length = Math.hypot(a, b);
    const active = tiling.faces.map(({ loop: { vertices } }) =>
      Number(vertices.reduce((sum, i) => sum + a * tiling.points[i][0] + b * tiling.points[i][1] + c, 0) > 0),
    );
    return {
      layer,
      unit,
      segments: encode(new Float32Array(0), 0, 4),
      grips: [at, [at[0] - (0.3 * b) / length, at[1] + (0.3 * a) / length]],
      active: encode(Uint8Array.from(active)),
      words: "",
    };
  }

  /** The window, cut by one line after the other. */
  private cut(): Cut {
    const [u0, u1, v0, v1] = this.home;
    let loops: Corner[][] = [
      [
        { at: [u0, v0], unit: BORDER },
        { at: [u1, v0], unit: BORDER },
        { at: [u1, v1], unit: BORDER },
        { at: [u0, v1], unit: BORDER },
      ],
    ];
    this.lines.forEach((line, unit) => {
      loops = loops.flatMap((loop) => halves(loop, line, unit));
    });
    const points: Tiling["points"] = [];
    const known = new Map<string, number>();
    const indexOf = ({ at }: Corner) => {
      const key = at.map((x) => Math.round(x * 1e9)).join();
      if (!known.has(key)) known.set(key, points.push([...at]) - 1);
      return known.get(key) as number;
    };
    const faces = loops.map((loop) => ({
      loop: {
        vertices: loop.map(indexOf),
        layers: loop.map(({ unit }) => (unit === BORDER ? 255 : 0)),
      },
      map: [[1, 0, 0]] as Tiling["faces"][number]["map"],
    }));
    return { tiling: { points, faces }, units: loops.flat().map(({ unit }) => unit) };
  }
}

interface Cut {
  readonly tiling: Tiling;
  /** Of the edge that leaves each corner. */
  readonly units: number[];
}

interface Corner {
  readonly at: Point;
  readonly unit: number;
}

/** A convex loop on either side of a line. */
function halves(loop: Corner[], [a, b, c]: Line, unit: number): Corner[][] {
  const value = ({ at }: Corner) => a * at[0] + b * at[1] + c;
  const sides: Corner[][] = [[], []];
  loop.forEach((corner, i) => {
    const next = loop[(i + 1) % loop.length];
    const [here, there] = [value(corner), value(next)];
    const side = here > 0 ? 0 : 1;
    sides[side].push(corner);
    if (here > 0 === there > 0) return;
    const t = here / (here - there);
    const at: Point = [
      corner.at[0] + t * (next.at[0] - corner.at[0]),
      corner.at[1] + t * (next.at[1] - corner.at[1]),
    ];
    sides[side].push({ at, unit });
    sides[1 - side].push({ at, unit: corner.unit });
  });
  return sides.filter((side) => side.length > 2);
}
