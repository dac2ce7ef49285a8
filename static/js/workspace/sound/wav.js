// WAV files of 16 bits (RIFF, "WAVE", PCM), and what their head says of others.

const HEAD_BYTES = 44;
const SAMPLE_BYTES = 2;

/** One step of a 16-bit sample: decoding divides by it, so that what was not changed is written as it was. */
const STEPS = 32768;

/** The sound as a file. */
export function encode({ rate, channels }) {
  const [count, length] = [channels.length, channels[0].length];
  const data = length * count * SAMPLE_BYTES;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + data));
  const write = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + data, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, count, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * count * SAMPLE_BYTES, true);
  view.setUint16(32, count * SAMPLE_BYTES, true);
  view.setUint16(34, SAMPLE_BYTES * 8, true);
  write(36, "data");
  view.setUint32(40, data, true);
  let at = HEAD_BYTES;
  for (let sample = 0; sample < length; sample += 1) {
    for (const channel of channels) {
      view.setInt16(at, Math.max(-STEPS, Math.min(STEPS - 1, Math.round(channel[sample] * STEPS))), true);
      at += SAMPLE_BYTES;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

/** The samples in a second of a WAV file; nothing for other files. */
export function rateOf(buffer) {
  const view = new DataView(buffer);
  const read = (at) => String.fromCharCode(...new Uint8Array(buffer, at, 4));
  if (buffer.byteLength < HEAD_BYTES || read(0) !== "RIFF" || read(8) !== "WAVE") return undefined;
  for (let at = 12; at + 16 <= buffer.byteLength; at += 8 + view.getUint32(at + 4, true)) {
    if (read(at) === "fmt ") return view.getUint32(at + 12, true);
  }
  return undefined;
}
