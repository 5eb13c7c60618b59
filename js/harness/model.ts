import { RecordedModel } from "../src/frame/recorded_model.ts";
import type { Traits } from "../src/wire/wire.ts";

/** A model of which a test sees what is sent, and says what a kernel would. */
export class FakeModel<T extends object = Traits> extends RecordedModel<T> {
  /** Messages so far. */
  sent: Partial<T>[];

  constructor(state: T, kernel: (changed: Partial<T>, model: FakeModel<T>) => void = () => {}) {
    const sent: { model?: FakeModel<T> } = {};
    super(state, (changed) => {
      sent.model?.sent.push(changed);
      kernel(changed, sent.model as FakeModel<T>);
    });
    sent.model = this;
    this.sent = [];
  }
}
