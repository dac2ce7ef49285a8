// The tools for a picture: layers are drawn on, turned, cropped and sized here, and saved flat as one commit.

import { all, one } from "../../lib/dom.js";
import { complain } from "../../lib/toast.js";
import { address, split } from "../files.js";
import * as drafts from "../drafts.js";
import { History } from "../history.js";
import * as saving from "../saving.js";
import * as zoom from "../zoom.js";
import * as layers from "./layers.js";
import { encode } from "./output.js";
import * as panel from "./panel.js";
import { compose } from "./picture.js";
import { empty, fromBranch, pack, unpack } from "./source.js";
import { cropper, mover, pen } from "./tools.js";

/** How long the work must rest before it is kept as a draft. */
const DRAFT_MS = 1000;

class Editor {
  #frame = null;
  #timer;
  #shown;

  constructor(element, picture, saver) {
    Object.assign(this, { element, saver, canvas: one("canvas", element), tool: "pen" });
    this.history = new History(picture, ({ fresh }) => fresh);
    this.tools = { pen: pen(this, false), eraser: pen(this, true), move: mover(this), crop: cropper(this) };
    this.#follow();
    panel.connect(this);
    layers.connect(this);
    this.turnTo(picture);
  }

  get picture() {
    return this.history.now;
  }

  settings() {
    return { color: one("[name=color]", this.element).value, stroke: one("[name=stroke]", this.element).valueAsNumber };
  }

  /** Takes over what was done, so that it can be taken back. */
  did(picture) {
    this.history.push(picture);
    this.turnTo(picture);
    this.#keep();
  }

  undo() {
    this.turnTo(this.history.undo());
    this.#keep();
  }

  redo() {
    this.turnTo(this.history.redo());
    this.#keep();
  }

  /** Shows another picture with all that is said of it; which layer is active is no change of it. */
  turnTo(picture) {
    this.history.now.active = picture.active;
    this.show(this.picture);
    layers.show(this);
    one("[data-size]", this.element).textContent = `${picture.width} × ${picture.height}`;
    one("[data-act=undo]", this.element).disabled = !this.history.canUndo;
    one("[data-act=redo]", this.element).disabled = !this.history.canRedo;
  }

  /** Draws a picture, at the next chance. */
  show(picture) {
    if (!this.#shown) requestAnimationFrame(() => this.#draw());
    this.#shown = picture;
  }

  choose(tool) {
    this.tool = tool;
    for (const button of all("[data-tool]", this.element)) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    for (const options of all("[data-options]", this.element)) {
      options.hidden = !options.dataset.options.split(" ").includes(tool);
    }
    const { width, height } = this.picture;
    Object.assign(one("[data-resize]", this.element).elements.width, { value: width });
    Object.assign(one("[data-resize]", this.element).elements.height, { value: height });
    this.frame(tool === "crop" ? { x: 0, y: 0, width, height } : null);
  }

  /** Shows what of the picture is to be kept; `isTyped` when the fields say so already. */
  frame(frame, isTyped = false) {
    this.#frame = frame;
    const { elements } = one("[data-crop]", this.element);
    if (frame && !isTyped) for (const [name, value] of Object.entries(frame)) elements[name].value = value;
    this.show(this.picture);
  }

  #draw() {
    const [picture, context] = [this.#shown, this.canvas.getContext("2d")];
    this.#shown = undefined;
    if (this.canvas.width !== picture.width || this.canvas.height !== picture.height) {
      [this.canvas.width, this.canvas.height] = [picture.width, picture.height];
    }
    context.clearRect(0, 0, picture.width, picture.height);
    compose(picture, context);
    if (this.#frame) dim(context, picture, this.#frame);
    zoom.show();
  }

  #follow() {
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return {
        x: ((event.clientX - box.left) * this.canvas.width) / box.width,
        y: ((event.clientY - box.top) * this.canvas.height) / box.height,
      };
    };
    const tell = (what) => (event) => this.tools[this.tool]?.[what](place(event));
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      tell("down")(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const each of all.length ? all : [event]) tell("move")(each);
    });
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, tell("up"));
  }

  #keep() {
    clearTimeout(this.#timer);
    one("[data-saved]", this.element).textContent = "";
    this.#timer = setTimeout(async () => {
      const picture = this.picture;
      const kept = await pack(picture);
      // What has been saved meanwhile is no draft any more.
      if (this.picture === picture && !this.isSaved(picture)) await drafts.keep(this.saver.key, kept);
    }, DRAFT_MS);
  }

  isSaved(picture) {
    return this.savedPicture === picture;
  }
}

/** Darkens what is to be cut away. */
function dim(context, picture, { x, y, width, height }) {
  context.fillStyle = "rgb(0 0 0 / 50%)";
  context.beginPath();
  context.rect(0, 0, picture.width, picture.height);
  context.rect(x, y, width, height);
  context.fill("evenodd");
}

export async function start() {
  const element = one("[data-paint]");
  const { src } = element.dataset;
  let editor;
  const saver = saving.connect(element, {
    encode: (path) => {
      editor.savingPicture = editor.picture;
      return encode(editor.picture, path);
    },
    onSaved: (path) => {
      editor.savedPicture = editor.savingPicture;
      history.replaceState(null, "", `${address(path)}?edit=1`);
      one(".code-bar h2").textContent = split(path)[1];
    },
  });
  try {
    const found = src ? await fromBranch(src) : { picture: empty() };
    if (found.blob) saver.base.blob = found.blob;
    editor = new Editor(element, found.picture, saver);
    editor.choose(src ? "pen" : "resize");
    await offer(editor, element, saver);
    element.dataset.ready = "";
  } catch (error) {
    complain(error);
  }
}

/** Offers what was left here unsaved. */
async function offer(editor, element, { key }) {
  const draft = await drafts.find(key);
  if (!draft) return;
  const notice = one("[data-draft]", element);
  notice.hidden = false;
  one("[data-draft-take]", notice).addEventListener("click", async () => {
    editor.did(await unpack(draft));
    notice.hidden = true;
  });
  one("[data-draft-drop]", notice).addEventListener("click", () => {
    drafts.drop(key);
    notice.hidden = true;
  });
}
