/** What an export would lose, put together for reading. Pure. */
import type { Loss } from "../bridge";

/** One kind of loss, with the cues it strikes. */
export interface LossGroup {
  feature: string;
  severity: Loss["severity"];
  /** What it becomes, from one of the cues. */
  from: string;
  to: string;
  /** Numbers of the cues, rising; empty where it is about the whole track. */
  numbers: number[];
  count: number;
}

const WEIGHT = { error: 0, warning: 1, info: 2 };

/** A feature as people call it: `text-color` is "Text colour". */
export function featureName(feature: string): string {
  const words = feature.replaceAll("-", " ").replaceAll("color", "colour");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Losses by feature, the gravest first and then the most frequent. */
export function groupLosses(losses: readonly Loss[]): LossGroup[] {
  const groups = new Map<string, LossGroup>();
  for (const { feature, severity, from, to, number } of losses) {
    const key = `${severity} ${feature}`;
    const group = groups.get(key) ?? { feature, severity, from, to, numbers: [], count: 0 };
    group.count++;
    if (number !== null) group.numbers.push(number);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.numbers.sort((a, b) => a - b);
  return [...groups.values()].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || b.count - a.count);
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
