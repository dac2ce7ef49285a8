// The faces of those who are on this branch too, and whether news get through.

import { make, one } from "../lib/dom.js";
import { say } from "../lib/words.js";
import { on, place } from "./live.js";

const FACES_MAX = 5;

export function start() {
  const box = one("[data-live]");
  const list = one(".live-people", box);
  const state = one(".live-state", box);
  const before = one(".live-last", box);
  on("presence", (people) => {
    show(list, people);
    if (before) people.length ? (before.hidden = true) : remember(before);
  });
  on("state", (now) => {
    box.dataset.state = now;
    state.textContent = now === "live" ? "" : say(`js-live-${now}`);
  });
}

function show(list, people) {
  const users = [...Map.groupBy(people, ({ user }) => user).values()];
  users.sort((one, other) => one[0].name.localeCompare(other[0].name));
  const shown = users.slice(0, users.length > FACES_MAX ? FACES_MAX - 1 : FACES_MAX);
  const rest = users.slice(shown.length);
  list.replaceChildren(...shown.map(face));
  if (rest.length > 0) {
    const names = rest.map(([{ name }]) => name).join(", ");
    list.append(make("li", { class: "live-more", title: names, "aria-label": names }, `+${rest.length}`));
  }
  list.hidden = users.length === 0;
}

function face(tabs) {
  const active = tabs.find(({ idle }) => !idle);
  const { name, user, colour, page, path } = active ?? tabs[0];
  const where = path ?? say(`js-live-page-${page}`, {});
  const words = say(active ? "js-live-at" : "js-live-idle", { name, place: where.startsWith("js-") ? page : where });
  const image = make("img", { class: "avatar", src: `/users/${user}/avatar`, alt: words, title: words });
  return make("li", { "data-color": colour, "data-user": user, class: active ? null : "is-idle" }, image);
}

/** Where nobody is, who was there last. */
async function remember(line) {
  const answer = await fetch(`/api/workspace/presence?${new URLSearchParams(place)}`).catch(() => null);
  const last = answer?.ok && (await answer.json()).visits.find(({ is_you }) => !is_you);
  line.hidden = !last;
  if (last) line.textContent = say("js-live-last", { name: last.name, when: ago(last.at) });
}

function ago(at) {
  const minutes = (at - Date.now()) / 60_000;
  const [unit, count] = minutes < -1440 ? ["day", 1440] : minutes < -60 ? ["hour", 60] : ["minute", 1];
  return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(Math.round(minutes / count), unit);
}
