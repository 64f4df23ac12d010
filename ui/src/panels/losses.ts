/** What an export would lose, in words. Pure. */
import type { LossGroup } from "../bridge";

const WORDS = {
  error: ["grave loss", "grave losses"], warning: ["visible loss", "visible losses"], info: ["note", "notes"],
} as const;

/** The weights of losses, the gravest first. */
export const WEIGHTS = ["error", "warning", "info"] as const;

/** A feature as people call it: `text-color` is "Text colour". */
export function featureName(feature: string): string {
  const words = feature.replaceAll("-", " ").replaceAll("color", "colour");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How many losses there are of each weight: `2 grave losses, 1 note`; empty where there are none. */
export function lossCounts(groups: readonly LossGroup[]): string {
  const parts = WEIGHTS.map((severity) => {
    const count = groups.filter((one) => one.severity === severity).reduce((sum, one) => sum + one.count, 0);
    return count === 0 ? "" : `${count.toLocaleString()} ${WORDS[severity][count === 1 ? 0 : 1]}`;
  });
  return parts.filter(Boolean).join(", ");
}

/** The weight of the gravest loss; null where nothing is lost. */
export function gravest(groups: readonly LossGroup[]): LossGroup["severity"] | null {
  return WEIGHTS.find((severity) => groups.some((one) => one.severity === severity)) ?? null;
}

/** Cue numbers as people write them: `3, 7 to 9 and 12 more`. */
export function numberList(numbers: readonly number[], most = 4): string {
  const runs: [number, number][] = [];
  for (const number of new Set(numbers)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const shown = runs.slice(0, most).map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from} to ${to}`));
  const rest = runs.slice(most).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return shown.join(", ") + (rest > 0 ? ` and ${rest.toLocaleString()} more` : "");
}

/** What of a group concerns: `cues 4 to 6`, `cue 4`, `the track`. */
export function placesOf(group: LossGroup): string {
  if (group.places.length === 0) return "the track";
  const numbers = group.places.map((place) => place.number);
  return `${new Set(numbers).size === 1 ? "cue" : "cues"} ${numberList(numbers)}`;
}
