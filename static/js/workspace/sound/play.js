// Plays a part of a sound, as it is now.

let context;
let source;

/** Plays from one sample to another; `onPlace` hears the sample that plays, and nothing at the end. */
export async function play({ rate, channels }, from, to, onPlace) {
  stop();
  context ??= new AudioContext();
  await context.resume();
  const buffer = context.createBuffer(channels.length, Math.max(1, to - from), rate);
  channels.forEach((channel, index) => buffer.copyToChannel(channel.subarray(from, to), index));
  const own = (source = new AudioBufferSourceNode(context, { buffer }));
  own.connect(context.destination);
  const began = context.currentTime;
  own.addEventListener("ended", () => {
    if (source === own) source = undefined;
  });
  own.start();
  const tell = () => {
    if (source !== own) return onPlace(undefined);
    onPlace(Math.min(to, from + Math.round((context.currentTime - began) * rate)));
    requestAnimationFrame(tell);
  };
  tell();
}

export function stop() {
  source?.stop();
  source = undefined;
}

export const isPlaying = () => source !== undefined;
