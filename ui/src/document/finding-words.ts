/** Findings in words, and which of them weighs most. Pure. */
import type { Finding, FindingSeverity, RevisionInfo } from "../bridge";

/** How much a finding weighs: its severity, or that someone waived it. */
export type Weight = FindingSeverity | "waived";

/** How many findings there are that nobody waived, and how many someone did. */
export type Counts = Readonly<Record<Weight, number>>;

/** The weights, the heaviest first. */
export const WEIGHTS: readonly Weight[] = ["error", "warning", "hint", "waived"];

const NAMES: Record<Weight, [one: string, many: string]> = {
  error: ["error", "errors"], warning: ["warning", "warnings"], hint: ["hint", "hints"], waived: ["waived", "waived"],
};

/** How much a finding weighs. */
export function weightOf(finding: Finding): Weight {
  return finding.waived ? "waived" : finding.severity;
}

/** The heaviest of some findings; null where there are none. */
export function worstOf(findings: readonly Finding[]): Weight | null {
  let worst = WEIGHTS.length;
  for (const finding of findings) worst = Math.min(worst, WEIGHTS.indexOf(weightOf(finding)));
  return WEIGHTS[worst] ?? null;
}

/** A number of findings of one weight, such as “2 errors”. */
export function weightText(weight: Weight, count: number): string {
  return `${count.toLocaleString()} ${NAMES[weight][count === 1 ? 0 : 1]}`;
}

/** How many findings there are that nobody waived, such as “2 errors, 1 hint”; empty where there are none. */
export function countsText(counts: Counts): string {
  const open = WEIGHTS.filter((weight) => weight !== "waived" && counts[weight] > 0);
  return open.map((weight) => weightText(weight, counts[weight])).join(", ");
}

/** What was found in a revision when it was frozen, such as “3 errors, 2 waived, Netflix English”; empty where it was held to nothing. */
export function frozenText({ findings, profile }: RevisionInfo, nameOf: (profile: string) => string): string {
  if (!findings) return "";
  const found = WEIGHTS.filter((weight) => findings[weight] > 0).map((weight) => weightText(weight, findings[weight]));
  return [...(found.length > 0 ? found : ["nothing found"]), ...(profile ? [nameOf(profile)] : [])].join(", ");
}

/** One finding as a line: what it weighs, and what is wrong. */
export function findingText(finding: Finding): string {
  const name = NAMES[finding.severity][0];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${finding.waived ? ", waived" : ""}: ${finding.message}`;
}
