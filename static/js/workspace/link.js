// The way to the server: a stream of events, or asking again and again where no stream gets through.

const REST_MS = 3_000;
const POLL_MS = 3_000;
const RETRY_MS = 1_000;
const STREAM_AGAIN_MS = 30_000;
const FAILURES_MAX = 2;
const KINDS = ["connected", "presence_update", "presence_diff", "workspace_event", "resync", "chat_message", "gone"];

export function follow({ place, client, hears, state }) {
  let source, timer, resting, since, polling;
  let [failures, isOver] = [0, false];
  const tags = {};
  const query = (more) => new URLSearchParams({ ...place, ...(since !== undefined && { since }), ...more });

  function stop() {
    for (const each of [timer, resting, polling]) clearTimeout(each);
    source?.close();
    source = polling = undefined;
  }

  function over(why) {
    stop();
    isOver = true;
    hears.gone(why);
  }

  function open() {
    clearTimeout(resting);
    if (isOver || source || polling) return;
    source = new EventSource(`/api/workspace/events/stream?${query({ client })}`);
    for (const kind of KINDS) source.addEventListener(kind, heard);
    source.addEventListener("open", () => ((failures = 0), state("live")));
    source.addEventListener("error", failed);
  }

  function heard({ type, data, lastEventId }) {
    if (lastEventId) since = Number(lastEventId);
    const message = JSON.parse(data);
    if (type === "connected") since ??= message.seq;
    if (type === "gone") return over(message);
    hears[type](message);
  }

  function failed() {
    failures += 1;
    const isShut = source?.readyState === EventSource.CLOSED;
    if (failures < FAILURES_MAX && !isShut) return state("offline");
    stop();
    if (failures < FAILURES_MAX) {
      timer = setTimeout(open, RETRY_MS);
      return state("offline");
    }
    poll();
    timer = setTimeout(() => (stop(), (failures = FAILURES_MAX - 1), open()), STREAM_AGAIN_MS);
  }

  async function asked(path, wanted) {
    const address = `/api/workspace/${path}?${wanted}`;
    const headers = { accept: "application/json", ...(tags[path] && { "if-none-match": tags[path] }) };
    const answer = await fetch(address, { headers, cache: "no-store" });
    if (answer.status === 401) throw Object.assign(new Error("signed out"), { why: "signed_out" });
    if (answer.status === 404) throw Object.assign(new Error("gone"), { why: path === "events" ? "access" : "branch" });
    if (answer.status === 304) return null;
    if (!answer.ok) throw new Error(answer.statusText);
    tags[path] = answer.headers.get("etag");
    return answer.json();
  }

  async function poll() {
    polling = setTimeout(poll, POLL_MS);
    try {
      const news = await asked("events", query());
      for (const event of news?.events ?? []) hears.workspace_event(event);
      if (news?.is_cut) hears.resync({});
      since = news?.seq ?? since;
      if (place.branch) {
        const here = await asked("presence", new URLSearchParams(place));
        if (here) hears.presence_update(here);
      }
      if (polling) state("polling");
    } catch (error) {
      if (!polling) return;
      state("offline");
      if (error.why === "branch") hears.workspace_event({ kind: "branch.deleted", branch: place.branch });
      else if (error.why) over({ reason: error.why });
    }
  }

  return {
    open,
    close: stop,
    rest: () => (resting = setTimeout(stop, REST_MS)),
  };
}
