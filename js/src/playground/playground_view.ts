import { element } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { showPart, type Widgets } from "../frame/part.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { forHost } from "../interact/host_keys.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";
import { present } from "../wire/wire.ts";
import { codeButton } from "./code_button.ts";
import { DataColumn } from "./data_column.ts";
import { IN_A_PLAYGROUND } from "./gestures.ts";
import { NetworkRow } from "./network_row.ts";
import { settingsRow } from "./settings_row.ts";
import { Transport } from "./transport.ts";

/** Data, network and training by hand, around the pictures of what is learned. */
export class PlaygroundView {
  constructor(link: NumberedLink<PlaygroundTraits>, host: HTMLElement, widgets: Widgets | undefined) {
    const transport = new Transport(link);
    const frame = new Frame(link, host, {
      bars: [transport.root, settingsRow(link)],
      gestures: IN_A_PLAYGROUND,
      empty: "Nothing to show yet: choose data, or draw points.",
    });
    const { root, body, main, panel } = frame;
    root.classList.add("sw-playground");
    // In the order in which they are read: the data, then what is made of them.
    body.prepend(panel);
    const data = new DataColumn(link, frame);
    panel.append(...data.parts);
    const [diagram, tiles, graph, curves] = Array.from({ length: 4 }, () =>
      element("div", { class: "sw-part" }),
    );
    const pictures = element("div", { class: "sw-learned" }, tiles, graph);
    main.append(new NetworkRow(link).root, diagram, pictures);
    body.after(curves);
    transport.tools.append(codeButton(link, root), frame.save.root, frame.help.button);
    const words = new WaitingWords();
    pictures.append(words.root);
    frame.speakOver(pictures, words);
    showPart(link, "_diagram", widgets, diagram);
    showPart(link, "_explorer", widgets, tiles);
    showPart(link, "_surface", widgets, graph);
    showPart(link, "_curves", widgets, curves);
    link.listen(["_examples"], () => frame.setBlank(!present(link.get("_examples"))));
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== " " || forHost(event) || hasSpace(event.target as Element)) return;
      event.preventDefault();
      transport.toggle();
    };
    root.addEventListener("keydown", onKey, { signal: link.signal });
  }
}

/** Whether the space bar is the control's own: it presses buttons, opens menus and is written into text. */
function hasSpace(target: Element): boolean {
  return target.matches("button, select, input[type=text]");
}
