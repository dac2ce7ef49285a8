// The sound at an address of the branch, decoded.

import { say } from "../../lib/words.js";
import { rateOf } from "./wav.js";

/** Seconds of a sound that the tools take: some hundred megabytes of memory. */
const SECONDS_MAX = 20 * 60;

/** What is decoded at when a file does not say so in a way that is read here. */
const RATE = 44100;

/** Rates that every browser decodes at (Web Audio API, section 1.3). */
const [RATE_MIN, RATE_MAX] = [8000, 96000];

/** Answers {sound, blob}; refuses sounds that are too long before they fill the memory. */
export async function load(src, player) {
  if ((await durationOf(player)) > SECONDS_MAX) throw new Error(say("js-media-long"));
  const answer = await fetch(src);
  const blob = (answer.headers.get("etag") ?? "").replaceAll('"', "");
  const buffer = await answer.arrayBuffer();
  const rate = rateOf(buffer) ?? RATE;
  const sampleRate = rate >= RATE_MIN && rate <= RATE_MAX ? rate : RATE;
  const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate });
  const decoded = await context.decodeAudioData(buffer).catch(() => {
    throw new Error(say("js-media-unreadable"));
  });
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, index) => decoded.getChannelData(index));
  return { sound: { rate: decoded.sampleRate, channels }, blob };
}

function durationOf(player) {
  if (player.readyState > 0) return player.duration;
  return new Promise((done) => {
    player.addEventListener("loadedmetadata", () => done(player.duration), { once: true });
    // What the player can't play the tools will refuse by themselves.
    player.addEventListener("error", () => done(0), { once: true });
    player.load();
  });
}
