// What was typed and is not saved yet, kept by this browser until the server has acknowledged it: it outlives a crash of
// the page, of the browser and of the server. Without IndexedDB nothing is kept, and the page says so.

const DATABASE = "code-drafts";
const STORE = "drafts";
/** Drafts of one browser; beyond that the oldest go. */
const DRAFTS_MAX = 500;
/** How long after a key the text is written down. */
const PAUSE_MS = 150;

export class Drafts {
  #database;
  #site;
  #waiting = new Map();
  #timer;
  #writing = Promise.resolve();

  static async open(site) {
    const drafts = new Drafts();
    drafts.#site = site;
    drafts.#database = await opened().catch(() => null);
    addEventListener("pagehide", () => drafts.flush());
    document.addEventListener("visibilitychange", () => document.hidden && drafts.flush());
    return drafts;
  }

  get isKept() {
    return Boolean(this.#database);
  }

  /** The drafts of this branch, the oldest first. */
  async here() {
    const { branch } = this.#site;
    return (await this.mine()).filter((draft) => draft.branch === branch);
  }

  /** The drafts of this user in this repository. */
  async mine() {
    const { user, repositoryId } = this.#site;
    const all = await this.#ask("readonly", (store) => store.getAll()).catch(() => []);
    const mine = (all ?? []).filter((draft) => draft.user === user && draft.repository === repositoryId);
    return mine.sort((one, other) => one.at - other.at);
  }

  put(buffer) {
    this.#waiting.set(this.#key(buffer), buffer);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS);
  }

  drop(buffer) {
    const key = this.#key(buffer);
    this.#waiting.delete(key);
    return this.#write((store) => store.delete(key));
  }

  dropKey(key) {
    return this.#write((store) => store.delete(key));
  }

  /** Writes down what waits. */
  flush() {
    clearTimeout(this.#timer);
    const waiting = [...this.#waiting];
    if (waiting.length === 0) return this.#writing;
    this.#waiting.clear();
    const rows = waiting.map(([key, buffer]) => this.#row(key, buffer));
    return this.#write((store) => rows.map((row) => store.put(row)));
  }

  /** Gives the drafts of this branch to another one. */
  async move(branch) {
    await this.flush();
    const rows = (await this.here()).map((row) => ({ ...row, branch, key: keyOf({ ...this.#site, branch }, row.path, row.isDeleted) }));
    const gone = (await this.here()).map((row) => row.key);
    await this.#write((store) => (rows.forEach((row) => store.put(row)), gone.forEach((key) => store.delete(key))));
  }

  #key({ path, isDeleted }) {
    return keyOf(this.#site, path, isDeleted);
  }

  #row(key, { path, base, isDeleted, hasMarks, text }) {
    const { user, repositoryId: repository, branch } = this.#site;
    const from = base && { path: base.path, blob: base.blob, eol: base.eol, kind: base.kind, isOther: base.isOther };
    return { key, user, repository, branch, path, base: from, isDeleted, hasMarks, text, at: Date.now() };
  }

  #write(change) {
    const written = this.#writing.then(() => this.#ask("readwrite", change)).catch(() => null);
    this.#writing = written;
    return written;
  }

  #ask(mode, act) {
    return new Promise((resolve, reject) => {
      if (!this.#database) return reject(new Error("no database"));
      const transaction = this.#database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

function keyOf({ user, repositoryId, branch }, path, isDeleted) {
  // A file may go while another one comes to its path.
  return [user, repositoryId, branch, path, isDeleted ? 1 : 0];
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => (trim(request.result), resolve(request.result));
  });
}

/** Lets the oldest go when there are too many. */
function trim(database) {
  const store = database.transaction(STORE, "readwrite").objectStore(STORE);
  store.getAll().onsuccess = ({ target }) => {
    const old = target.result.sort((one, other) => other.at - one.at).slice(DRAFTS_MAX);
    for (const { key } of old) store.delete(key);
  };
}
