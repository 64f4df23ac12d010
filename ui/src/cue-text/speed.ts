/** How fast a cue reads. */
import type { Cue } from "../bridge";
import { cps, cueText, duration, FLICKS } from "../document";

/** How a value stands to its limit. */
export type Level = "within" | "over" | "far-over";

/** From how much over its limit on a value is far over. */
const FAR = 1.25;

/** How a value stands to a limit. */
export function levelOf(value: number, limit: number): Level {
  if (value <= limit) return "within";
  return value > limit * FAR ? "far-over" : "over";
}

/** Words a minute; null where the cue has no duration. */
export function wordsPerMinute(cue: Cue): number | null {
  const span = duration(cue);
  if (span === null || span <= 0) return null;
  const words = cueText(cue, " ").split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return (words * 60) / (span / FLICKS);
}

/** A cue's reading speed against the limit of the project. */
export function readingSpeed(cue: Cue, limit: number): { cps: number; wpm: number; level: Level; fill: number } | null {
  const value = cps(cue);
  const wpm = wordsPerMinute(cue);
  if (value === null || wpm === null) return null;
  return { cps: value, wpm, level: levelOf(value, limit), fill: Math.min(1, limit > 0 ? value / limit : 1) };
}
