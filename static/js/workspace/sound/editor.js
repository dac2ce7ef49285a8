// The tools for a sound: its waveform is selected from, changed and saved as a WAV here.

import { all, isTyping, one } from "../../lib/dom.js";
import { address } from "../files.js";
import * as drafts from "../drafts.js";
import { History } from "../history.js";
import * as saving from "../saving.js";
import { isPlaying, play, stop } from "./play.js";
import { bytesOf, cut, fadeIn, fadeOut, gain, lengthOf, normalise, secondsOf, trim } from "./samples.js";
import * as select from "./select.js";
import { load } from "./source.js";
import { encode } from "./wav.js";
import { draw } from "./wave.js";

/** How long the work must rest before it is kept as a draft. */
const DRAFT_MS = 1000;

const CHANGES = { trim, cut, "fade-in": fadeIn, "fade-out": fadeOut, normalise, gain };

class Editor {
  #playing;
  #timer;

  constructor(element, sound, saver) {
    Object.assign(this, { element, saver, selection: [0, lengthOf(sound)] });
    this.history = new History(sound, bytesOf);
    this.wave = one("canvas[data-wave]", element);
    select.connect(this, one(".wave", element));
    for (const button of all("[data-act]", element)) {
      button.addEventListener("click", () => this.act(button.dataset.act));
    }
    for (const name of ["from", "to"]) one(`[name=${name}]`, element).addEventListener("change", () => this.#typed());
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("resize", () => this.#draw());
    this.show();
  }

  get sound() {
    return this.history.now;
  }

  get length() {
    return lengthOf(this.sound);
  }

  select(from, to) {
    this.selection = [from, to];
    one("[name=from]", this.element).value = (from / this.sound.rate).toFixed(3);
    one("[name=to]", this.element).value = (to / this.sound.rate).toFixed(3);
    this.#draw();
  }

  act(name) {
    if (name === "play") return this.#play();
    if (name === "stop") return stop();
    if (name === "all") return this.select(0, this.length);
    stop();
    if (name === "undo") this.history.undo();
    else if (name === "redo") this.history.redo();
    else if (!this.#change(CHANGES[name])) return;
    this.show();
    this.#keep();
  }

  /** Takes over a sound, so that it can be taken back. */
  did(sound) {
    this.history.push(sound);
    this.show();
    this.#keep();
  }

  show() {
    const [from, to] = this.selection.map((place) => Math.min(place, this.length));
    this.select(...(from === to ? [0, this.length] : [from, to]));
    one("[data-length]").textContent = `${secondsOf(this.sound).toFixed(2)} s · ${this.sound.rate} Hz · `;
    const [undo, redo] = [one("[data-act=undo]", this.element), one("[data-act=redo]", this.element)];
    if (undo) undo.disabled = !this.history.canUndo;
    if (redo) redo.disabled = !this.history.canRedo;
  }

  /** What is selected; all of it when nothing is. */
  #range() {
    const [from, to] = this.selection;
    return from === to ? [0, this.length] : [from, to];
  }

  #change(change) {
    const [from, to] = this.#range();
    const isAll = to - from === this.length;
    if ((change === cut || change === trim) && isAll) return false;
    this.history.push(change(this.sound, from, to, one("[name=gain]", this.element).valueAsNumber || 0));
    if (change === cut || change === trim) this.selection = [0, this.length];
    return true;
  }

  #play() {
    const [from, to] = this.selection;
    play(this.sound, from, from === to ? this.length : to, (place) => {
      this.#playing = place === undefined ? undefined : place / this.length;
      this.#draw();
    });
  }

  #typed() {
    const read = (name) => Math.round(one(`[name=${name}]`, this.element).valueAsNumber * this.sound.rate);
    const [from, to] = [read("from"), read("to")].map((place) => Math.min(this.length, Math.max(0, place)));
    // An empty field says nothing yet.
    if (!Number.isNaN(from + to)) this.select(Math.min(from, to), Math.max(from, to));
  }

  #key(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isTyping(event.target)) return;
    if (isCommand && key === "z") this.act(event.shiftKey ? "redo" : "undo");
    else if (isCommand && key === "y") this.act("redo");
    else if (key === " " && !event.target.closest("button, a, audio, summary")) isPlaying() ? stop() : this.#play();
    else return;
    event.preventDefault();
  }

  #draw() {
    const [from, to] = this.selection.map((place) => place / Math.max(1, this.length));
    draw(this.wave, this.sound, { selection: [from, to], playing: this.#playing });
  }

  #keep() {
    clearTimeout(this.#timer);
    const sound = this.sound;
    this.#timer = setTimeout(() => this.saved !== sound && drafts.keep(this.saver.key, { sound }), DRAFT_MS);
  }
}

export async function start() {
  const element = one("[data-sound]");
  const [not, player] = [one("[data-sound-not]", element), one(".sound-player")];
  let editor, sent;
  const saver = saving.connect(element, {
    encode: async (path) => {
      sent = editor.sound;
      return { file: encode(sent), path };
    },
    onSaved: (path) => {
      editor.saved = sent;
      history.replaceState(null, "", address(path));
      player.load();
    },
  });
  try {
    const { sound, blob } = await load(element.dataset.src, player);
    if (blob) saver.base.blob = blob;
    editor = new Editor(element, sound, saver);
  } catch (error) {
    for (const part of [...element.children]) part.hidden = part !== not;
    not.textContent = error.message;
    return;
  }
  element.dataset.ready = "";
  if (one("[data-save]", element)) await offer(editor, element, saver);
}

/** Offers what was left here unsaved. */
async function offer(editor, element, { key }) {
  const draft = await drafts.find(key);
  if (!draft) return;
  const notice = one("[data-draft]", element);
  notice.hidden = false;
  one("[data-draft-take]", notice).addEventListener("click", () => {
    editor.did(draft.sound);
    notice.hidden = true;
  });
  one("[data-draft-drop]", notice).addEventListener("click", () => {
    drafts.drop(key);
    notice.hidden = true;
  });
}
