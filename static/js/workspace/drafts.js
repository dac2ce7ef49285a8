// Unsaved work, kept in this browser until the server has it.

const [NAME, STORE] = ["workspace-drafts", "drafts"];

/** Days after which a draft that nobody took up is forgotten. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

let opened;

function open() {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  return opened;
}

async function ask(mode, act) {
  const database = await open();
  return new Promise((done, fail) => {
    const request = act(database.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** The draft of `key`; nothing when there is none, or the browser keeps none. */
export async function find(key) {
  const draft = await ask("readonly", (store) => store.get(key)).catch(() => undefined);
  if (draft && Date.now() - draft.at < KEPT_MS) return draft;
  if (draft) await drop(key);
}

export const keep = (key, draft) =>
  ask("readwrite", (store) => store.put({ ...draft, at: Date.now() }, key)).catch(() => {});
export const drop = (key) => ask("readwrite", (store) => store.delete(key)).catch(() => {});
