/** What the findings panel shows, and which finding is meant by what is done. */
import { announce } from "../app/announce";
import type { Finding, FindingSeverity } from "../bridge";
import { findings, findingText, project, rowText, selection } from "../document";

/** The rule that finds words no dictionary knows. */
export const SPELLING = "spelling";

/** Whether two findings are about the same thing: their words may have changed. */
function isSame(one: Finding, other: Finding): boolean {
  return one.cue === other.cue && one.rule === other.rule && one.place?.row === other.place?.row && one.place?.start === other.place?.start;
}

class Quality {
  /** Severities that are not shown. */
  hidden: ReadonlySet<FindingSeverity> = $state.raw(new Set());
  /** The one rule whose findings are shown; null for every rule. */
  rule: string | null = $state(null);
  /** Whether waived findings are shown as well. */
  waived = $state(false);
  #chosen: Finding | null = $state.raw(null);

  /** The findings that are shown, in the order of the cues. */
  list: readonly Finding[] = $derived(
    findings.list.filter(
      (finding) => !this.hidden.has(finding.severity) && (this.rule === null || finding.rule === this.rule) && (this.waived || !finding.waived),
    ),
  );

  /** The finding that commands are about: of the primary cue the one that was chosen, or the first that nobody waived. */
  current: Finding | undefined = $derived.by(() => {
    if (selection.primary === null) return undefined;
    const own = findings.of(selection.primary);
    const chosen = this.#chosen;
    return own.find((one) => chosen !== null && isSame(one, chosen)) ?? own.find((one) => !one.waived) ?? own[0];
  });

  /** Where the current finding stands among those shown; -1 where it is not. */
  index = $derived(this.list.findIndex((one) => this.current !== undefined && isSame(one, this.current)));

  /** Shows findings of a severity, or no longer. */
  toggle(severity: FindingSeverity): void {
    const hidden = new Set(this.hidden);
    if (!hidden.delete(severity)) hidden.add(severity);
    this.hidden = hidden;
  }

  /** Makes a finding the current one; its cue becomes the selected one. */
  choose(finding: Finding): void {
    this.#chosen = finding;
    if (selection.primary !== finding.cue || selection.ids.length !== 1) selection.set([finding.cue]);
    announce(`Cue ${project.numberOf(finding.cue)}. ${findingText(finding)}`);
  }

  /** Goes to the next finding that nobody waived, or the one before. */
  step(side: "next" | "previous"): void {
    const found = this.#inCue(side) ?? this.#inOthers(side);
    if (found) this.choose(found);
    else announce(side === "next" ? "There is no further finding" : "There is no finding before this");
  }

  #inCue(side: "next" | "previous"): Finding | undefined {
    const { current } = this;
    if (!current) return undefined;
    const open = findings.of(current.cue).filter((one) => !one.waived);
    const at = open.indexOf(current);
    return at < 0 ? undefined : open[at + (side === "next" ? 1 : -1)];
  }

  #inOthers(side: "next" | "previous"): Finding | undefined {
    const first = findings.beside(selection.primary, side);
    if (!first || side === "next") return first;
    return findings.of(first.cue).findLast((one) => !one.waived);
  }
}

/** The findings panel. */
export const quality = new Quality();

/** The characters a finding is about; empty where it is about none. */
export function wordOf(finding: Finding): string {
  const row = finding.place ? project.cue(finding.cue)?.rows[finding.place.row] : undefined;
  if (!finding.place || !row) return "";
  const { start, length } = finding.place;
  return [...rowText(row)].slice(start, start + length).join("");
}
