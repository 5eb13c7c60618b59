import { expect, test, vi } from "vitest";
import { randomPicture } from "../../harness/frames.ts";
import { FakeModel } from "../../harness/model.ts";
import { Link } from "../../src/frame/link.ts";
import { type Laid, OnPictures } from "../../src/space/on_pictures.ts";
import type { Maybe, Traits, WireAgain, WirePicture } from "../../src/wire/wire.ts";
import { bare } from "../recorded.ts";

interface Drawn {
  id: number;
  what: string;
}
type Both = Traits & { drawn: Maybe<Drawn> };

const picture = (id: number): WirePicture => ({ ...(randomPicture(8).wire as WirePicture), id });
const again = (id: number): WireAgain => ({ id, seq: 7, anchors: [], handles: [] });
const drawn = (id: number, what = "") => ({ id, what });

function following(mostKept = 0, traits: Partial<Both> = {}) {
  const model = new FakeModel<Both>({
    ...bare<Traits>("slice_explorer"),
    drawn: {},
    _most_kept: mostKept,
    ...traits,
  });
  const told: (Laid<Drawn> | null)[] = [];
  const link = new Link<Both>(model, new AbortController().signal);
  new OnPictures<"drawn", Drawn>(link, "drawn", (laid) => told.push(laid));
  const ids = () => told.map((laid) => laid && [laid.wire.id, laid.picture.id, laid.wire.what]);
  return { model, told, ids };
}

test("nothing is drawn before a picture and what is drawn on it have come, in whatever order", () => {
  const { model, ids } = following();
  model.receive({ drawn: drawn(1) });
  expect(ids()).toEqual([null]);
  model.receive({ _picture: picture(1) });
  model.receive({ _picture: picture(2) });
  expect(ids()).toEqual([null, [1, 1, ""]]);
  model.receive({ drawn: drawn(2) });
  expect(ids()).toEqual([null, [1, 1, ""], [2, 2, ""]]);
});

test("both may be there from the beginning, or come in one message", () => {
  const { model, ids } = following(0, { _picture: picture(3), drawn: drawn(3) });
  expect(ids()).toEqual([[3, 3, ""]]);
  model.receive({ drawn: drawn(4), _picture: picture(4) });
  expect(ids()).toEqual([
    [3, 3, ""],
    [4, 4, ""],
  ]);
});

test("something else on the same tiles is drawn, and a picture that comes again changes nothing", () => {
  const { model, ids, told } = following(0, { _picture: picture(1), drawn: drawn(1, "one") });
  for (const same of [again(1), picture(1)]) model.receive({ _picture: same });
  expect(told).toHaveLength(1);
  model.receive({ drawn: drawn(1, "other") });
  expect(ids().at(-1)).toEqual([1, 1, "other"]);
  expect(told).toHaveLength(2);
  model.receive({ drawn: {} });
  expect(ids().at(-1)).toBeNull();
});

test("a picture that was taken to be here and is not is asked for", () => {
  const { model, ids } = following(0, { _picture: again(5), drawn: drawn(5) });
  expect(ids()).toEqual([null]);
  expect(model.sent).toEqual([{ _missing: 1 }]);
  model.receive({ _picture: picture(5) });
  expect(ids()).toEqual([null, [5, 5, ""]]);
});

test.each([0, 1e6])("as many are kept as the explorer says (%i tiles)", (mostKept) => {
  const { model, ids } = following(mostKept, { _picture: picture(1), drawn: drawn(1) });
  model.receive({ _picture: picture(2), drawn: drawn(2) });
  model.receive({ _picture: again(1), drawn: drawn(1) });
  expect(ids().at(-1)?.[0]).toBe(mostKept > 0 ? 1 : 2);
  expect(model.sent).toEqual(mostKept > 0 ? [] : [{ _missing: 1 }]);
});

test("one that cannot be read is told as a problem, and what there was stays", () => {
  const { model, ids } = following(0, { _picture: picture(1), drawn: drawn(1) });
  const wrong = { ...picture(2), tile_vertices: { ...picture(2).positions } };
  const problem = vi.fn();
  model.on("change:_picture", problem);
  expect(() => model.receive({ _picture: wrong })).toThrow("Got an array of float32.");
  expect(ids()).toEqual([[1, 1, ""]]);
});
