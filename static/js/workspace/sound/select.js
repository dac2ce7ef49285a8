// What of the sound is selected: by the pointer, the keys, or the two fields.

/** Parts of the whole that an arrow key moves by, and with Control. */
const [STEP, SMALL] = [0.01, 0.001];

/** Connects the waveform; `editor` has `length`, `selection` (two samples) and `select(from, to)`. */
export function connect(editor, wave) {
  let anchor = null;
  const place = (event) => {
    const box = wave.getBoundingClientRect();
    return Math.round(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * editor.length);
  };
  const to = (other) => editor.select(Math.min(anchor, other), Math.max(anchor, other));
  wave.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    wave.setPointerCapture(event.pointerId);
    anchor = event.shiftKey ? editor.selection[0] : place(event);
    to(place(event));
  });
  wave.addEventListener("pointermove", (event) => event.buttons && anchor !== null && to(place(event)));
  wave.addEventListener("dblclick", () => editor.select(0, editor.length));
  wave.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!way) return;
    event.preventDefault();
    const by = way * Math.max(1, Math.round(editor.length * (event.ctrlKey ? SMALL : STEP)));
    const within = (value) => Math.min(editor.length, Math.max(0, value));
    const [from, end] = editor.selection;
    if (event.shiftKey) editor.select(from, Math.max(from, within(end + by)));
    else editor.select(within(from + by), within(from + by));
  });
}
