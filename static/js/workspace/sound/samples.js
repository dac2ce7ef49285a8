// A sound: {rate, channels}, a Float32Array each. Every verb answers a new sound and leaves the old one as it was.

/** What a normalised sound's loudest sample is: a hair below the end of the scale, where converters clip. */
const PEAK = 0.98;

export const lengthOf = ({ channels }) => channels[0].length;
export const secondsOf = (sound) => lengthOf(sound) / sound.rate;
export const bytesOf = ({ channels }) => channels.length * channels[0].byteLength;

/** What lies between two samples, alone. */
export function trim({ rate, channels }, from, to) {
  return { rate, channels: channels.map((each) => each.slice(from, to)) };
}

/** All but what lies between two samples. */
export function cut({ rate, channels }, from, to) {
  const rest = (each) => {
    const kept = new Float32Array(each.length - (to - from));
    kept.set(each.subarray(0, from));
    kept.set(each.subarray(to), from);
    return kept;
  };
  return { rate, channels: channels.map(rest) };
}

/** The sound with each sample between two places multiplied by what `factor` answers for its place from 0 to 1. */
function scale({ rate, channels }, from, to, factor) {
  const scaled = (each) => {
    const copy = each.slice();
    const last = Math.max(1, to - from - 1);
    for (let at = from; at < to; at += 1) copy[at] *= factor((at - from) / last);
    return copy;
  };
  return { rate, channels: channels.map(scaled) };
}

export const fadeIn = (sound, from, to) => scale(sound, from, to, (place) => place);
export const fadeOut = (sound, from, to) => scale(sound, from, to, (place) => 1 - place);
export const gain = (sound, from, to, decibels) => scale(sound, from, to, () => 10 ** (decibels / 20));

/** As loud as it goes without clipping. Silence stays silence. */
export function normalise(sound, from, to) {
  let peak = 0;
  for (const each of sound.channels) {
    for (let at = from; at < to; at += 1) peak = Math.max(peak, Math.abs(each[at]));
  }
  return peak === 0 ? sound : scale(sound, from, to, () => PEAK / peak);
}

/** For each of `columns`, the lowest and the highest sample of a channel, one after the other. */
export function peaks(channel, columns) {
  const found = new Float32Array(columns * 2);
  const step = channel.length / columns;
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor(column * step);
    const to = Math.max(from + 1, Math.floor((column + 1) * step));
    let [low, high] = [0, 0];
    for (let at = from; at < to && at < channel.length; at += 1) {
      if (channel[at] < low) low = channel[at];
      else if (channel[at] > high) high = channel[at];
    }
    found.set([low, high], column * 2);
  }
  return found;
}
