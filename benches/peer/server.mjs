// A peer to measure against: the server that a careful person writes in an evening with `ws` and `better-sqlite3`.
// One file a user, WAL and FULL, prepared statements, each change committed before anybody is told, and told to all
// tabs of the user as one string. It speaks as much of docs/protocol.md as the load program does. It does less than
// Stackhouse: no limits, no undo, no earlier versions, no pages, and any token is a user's name.
//
//   node server.mjs FOLDER

import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import Database from "better-sqlite3";
import { WebSocketServer } from "ws";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stacks (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cards (
    id TEXT PRIMARY KEY, stack_id TEXT NOT NULL REFERENCES stacks (id), title TEXT NOT NULL, blocks TEXT NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, z INTEGER NOT NULL, seq INTEGER NOT NULL
  ) STRICT;`;

const folder = process.argv[2];
const users = new Map();

// The user's desk, open from the first tab on.
function deskOf(name) {
  const present = users.get(name);
  if (present) return present;
  if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new Error("no such user");

  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, `${name}.db`));
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(SCHEMA);
  const desk = {
    tabs: new Set(),
    stacks: db.prepare("SELECT id, name FROM stacks ORDER BY id"),
    cards: db.prepare("SELECT id, stack_id, title, blocks, x, y, z FROM cards ORDER BY id"),
    addStack: db.prepare("INSERT INTO stacks (id, name) VALUES (?, 'Desk')"),
    addCard: db.prepare("INSERT INTO cards (id, stack_id, title, blocks, x, y, z, seq) VALUES (?, ?, ?, '[]', 0, 0, 0, ?)"),
    moveCard: db.prepare("UPDATE cards SET x = ?, y = ?, seq = ? WHERE id = ? RETURNING stack_id, z"),
    seq: db.prepare("SELECT coalesce(max(seq), 0) FROM cards").pluck().get(),
  };
  if (desk.stacks.all().length === 0) desk.addStack.run(randomUUID());
  users.set(name, desk);
  return desk;
}

function frame(type, payload, request) {
  return JSON.stringify({ type, id: randomUUID(), timestamp: Date.now(), request_id: request, payload });
}

function tellAll(desk, payload) {
  const text = frame("canvas_update", payload);
  for (const tab of desk.tabs) tab.send(text);
}

function sync(desk) {
  const stacks = desk.stacks.all();
  const cards = desk.cards.all().map((card) => ({
    card_id: card.id, stack_id: card.stack_id, title: card.title, blocks: JSON.parse(card.blocks),
    position: { x: card.x, y: card.y }, z_index: card.z,
  }));
  return { seq: desk.seq, full: true, part: 1, parts: 1, active_stack_id: stacks[0].id, stacks, cards };
}

const actions = {
  create_card(desk, { card_id, data }) {
    const seq = desk.seq + 1;
    desk.addCard.run(card_id, data.stack_id, String(data.title), seq);
    desk.seq = seq;
    return { seq, command: "create_card", card_id, stack_id: data.stack_id, title: String(data.title), blocks: [], by: "user" };
  },

  move(desk, { card_id, data }) {
    const { position_x: x, position_y: y } = data;
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new Error("no such place");
    const seq = desk.seq + 1;
    const card = desk.moveCard.get(x, y, seq, card_id);
    if (!card) throw new Error("no such card");
    desk.seq = seq;
    return { seq, command: "move_card", card_id, stack_id: card.stack_id, position: { x, y }, z_index: card.z, by: "user" };
  },
};

function heard(tab, text) {
  const { type, id, payload } = JSON.parse(text);
  if (type === "auth") {
    tab.desk = deskOf(payload.token);
    tab.desk.tabs.add(tab);
    tab.send(frame("state_sync", sync(tab.desk), id));
  } else if (type === "state_sync_request") {
    tab.send(frame("state_sync", sync(tab.desk), id));
  } else if (type === "canvas_interaction" && Object.hasOwn(actions, payload.action)) {
    // Committed when this returns.
    const change = actions[payload.action](tab.desk, payload);
    tab.send(frame("ack", { seq: change.seq }, id));
    tellAll(tab.desk, change);
  } else {
    throw new Error("not understood");
  }
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/ws", perMessageDeflate: false });
server.on("connection", (tab) => {
  tab.on("message", (text) => {
    try {
      heard(tab, text);
    } catch (error) {
      tab.send(frame("system", { event: "error", message: error.message }));
    }
  });
  tab.on("close", () => tab.desk?.tabs.delete(tab));
});
server.on("listening", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
process.stdin.on("end", () => process.exit(0)).resume();
