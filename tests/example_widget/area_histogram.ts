import "./area_histogram.css";
import { element } from "../../js/src/dom/element.ts";
import { Link } from "../../js/src/frame/link.ts";
import type { Beside } from "../../js/src/frame/linked_model.ts";
import { mountedBeside } from "../../js/src/frame/mounted.ts";
import { StatusLine } from "../../js/src/frame/status_line.ts";
import { decode } from "../../js/src/wire/decode.ts";
import { type Maybe, present, type WireArray } from "../../js/src/wire/wire.ts";

type Histogram = { first: number; counts: number[]; largest: number[]; of_tile: WireArray };
type AreaTraits = { explorer: string; histogram: Maybe<Histogram>; height: number; error: string };

function build(link: Link<Beside<AreaTraits>>, host: HTMLElement): void {
  const bars = element("div", { class: "sw-bars", role: "group", "aria-label": "Tiles by area" });
  const status = new StatusLine(link.signal);
  host.append(element("div", { class: "sw-root sw-area-histogram" }, bars, status.root));
  link.problem = (text) => status.set("", text);
  let ofTile = new Uint16Array();

  const bar = (exponent: number, count: number, share: number, tile: number) => {
    const title = `${count} tiles from 10^${exponent} to 10^${exponent + 1}`;
    const style = `--sw-share: ${100 * share}%`;
    const node = element("button", { type: "button", class: "sw-bar", title, "aria-label": title, style });
    node.addEventListener("click", () => link.send({ selected: tile, pointer: null }));
    return node;
  };
  link.listen(["histogram", "height"], () => {
    const histogram = link.get("histogram");
    const { first, counts, largest } = present(histogram) ? histogram : { first: 0, counts: [], largest: [] };
    ofTile = present(histogram) ? decode(histogram.of_tile, ["uint16"]) : new Uint16Array();
    bars.replaceChildren(...counts.map((n, i) => bar(first + i, n, n / Math.max(...counts), largest[i])));
    bars.style.height = `${link.get("height")}px`;
  });
  link.listen(["histogram", "hovered", "selected"], () => {
    const marked = [ofTile[link.get("hovered")], ofTile[link.get("selected")]];
    for (const [i, node] of [...bars.children].entries())
      node.setAttribute("aria-pressed", `${marked.includes(i)}`);
  });
  link.listen(["error"], () => status.set("", link.get("error")));
}

export default {
  render: mountedBeside<AreaTraits>("histogram", (model, host, signal) =>
    build(new Link(model, signal), host),
  ),
};
