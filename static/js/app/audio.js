// Sounds: recordings begin and stop as the app says; a beep is made here.

import { nodeOf, tell, tells } from "./tell.js";

let context;

export function live(sound) {
  const isMeant = "playing" in sound.dataset;
  const volume = Number(sound.dataset.volume) / 100;
  if (sound.dataset.hertz) return beep(sound, isMeant, volume);
  sound.volume = volume;
  if (!sound.heard) listen(sound);
  if (sound.meant === isMeant) return;
  sound.meant = isMeant;
  // Until somebody has touched the page, the browser keeps it silent.
  if (isMeant) sound.play().catch(() => told(sound, "change", false));
  else sound.pause();
}

function listen(sound) {
  sound.heard = true;
  sound.addEventListener("ended", () => ((sound.meant = false), told(sound, "done")));
  for (const event of ["play", "pause"]) {
    sound.addEventListener(event, () => {
      const isPlaying = !sound.paused;
      if (sound.ended || sound.meant === isPlaying) return;
      sound.meant = isPlaying;
      told(sound, "change", isPlaying);
    });
  }
}

function beep(sound, isMeant, volume) {
  if (sound.meant === isMeant) return;
  sound.meant = isMeant;
  clearTimeout(sound.timer);
  if (isMeant) sing(sound, volume);
}

function sing(sound, volume) {
  const seconds = Number(sound.dataset.ms) / 1_000;
  context ??= new AudioContext();
  const [tone, gain] = [context.createOscillator(), context.createGain()];
  const now = context.currentTime;
  tone.frequency.value = Number(sound.dataset.hertz);
  // A tone that begins or ends at once clicks.
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(volume / 4, now + 0.01);
  gain.gain.setTargetAtTime(0, now + seconds, 0.01);
  tone.connect(gain).connect(context.destination);
  tone.start(now);
  tone.stop(now + seconds + 0.1);
  const again = () => ("loop" in sound.dataset && sound.meant ? sing(sound, volume) : told(sound, "done"));
  sound.timer = setTimeout(again, Number(sound.dataset.ms));
}

function told(sound, event, value) {
  if (sound.isConnected && tells(nodeOf(sound), event)) tell(nodeOf(sound), event, value);
}
