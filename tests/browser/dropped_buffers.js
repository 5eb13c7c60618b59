// A host that leaves the buffers of widgets behind, and where they belong.
{
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();

  /** A message of v1.kernel.websocket.jupyter.org: a count, so many offsets, and the parts that begin there. */
  function dropped(data) {
    if (!(data instanceof ArrayBuffer)) return data;
    const view = new DataView(data);
    const count = Number(view.getBigUint64(0, true));
    if (count < 7) return data;
    const offset = (i) => Number(view.getBigUint64(8 * (i + 1), true));
    const header = decoder.decode(new Uint8Array(data, offset(1), offset(2) - offset(1)));
    if (!/"comm_(msg|open)"/.test(header)) return data;
    window.droppedBuffers = (window.droppedBuffers ?? 0) + count - 6;
    const content = new Uint8Array(data, offset(4), offset(5) - offset(4));
    content.set(encoder.encode(decoder.decode(content).replaceAll('"buffer_paths"', '"buffer_lost_"')));
    view.setBigUint64(0, 6n, true);
    return data;
  }

  window.WebSocket = class extends WebSocket {
    set onmessage(hear) {
      super.onmessage = (event) => hear(new MessageEvent("message", { data: dropped(event.data) }));
    }
  };
}
