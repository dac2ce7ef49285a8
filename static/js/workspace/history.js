// What was done, so that it can be taken back: whole states, the oldest of which are forgotten when they grow heavy.

/** Bytes of all states together. The last one before the present is kept whatever it weighs. */
const BYTES_MAX = 384 * 1024 * 1024;

export class History {
  #states;
  #at = 0;
  #weigh;

  /** `weigh` answers the bytes of a state. */
  constructor(first, weigh) {
    this.#states = [first];
    this.#weigh = weigh;
  }

  get now() {
    return this.#states[this.#at];
  }

  get canUndo() {
    return this.#at > 0;
  }

  get canRedo() {
    return this.#at < this.#states.length - 1;
  }

  push(state) {
    this.#states.splice(this.#at + 1, Infinity, state);
    const bytes = () => this.#states.reduce((sum, each) => sum + this.#weigh(each), 0);
    while (this.#states.length > 2 && bytes() > BYTES_MAX) this.#states.shift();
    this.#at = this.#states.length - 1;
  }

  undo() {
    if (this.canUndo) this.#at -= 1;
    return this.now;
  }

  redo() {
    if (this.canRedo) this.#at += 1;
    return this.now;
  }
}
