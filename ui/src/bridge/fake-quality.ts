/** What the in-memory backend finds in captions, and the profiles of its house: enough for component tests, no more. */
import type {
  Cue, CueFindings, Document, Finding, FindingSeverity, FixPreview, Fixes, GateReport, ProfileInfo, ProfileList, ProfileOutcome, RuleInfo, TrackId,
} from "./types";

const LONGEST_ROW = 42;
/** From the lightest. */
const SEVERITIES: FindingSeverity[] = ["hint", "warning", "error"];

const RULES: RuleInfo[] = [
  { id: "row-length", title: "Row too long", about: "A row that is longer than the picture allows is cut off." },
  { id: "empty", title: "Empty cue", about: "A cue without text shows nothing.", fix: "Removes the cue" },
  { id: "min-gap", title: "Gap too small", about: "Two cues without a gap flicker." },
];

const HELD: ProfileInfo["rules"] = [
  { rule: "row-length", severity: "error", source: "Netflix, General requirements, 13" },
  { rule: "empty", severity: "warning", source: "BBC Subtitle Guidelines, 1" },
];

const SHIPPED: ProfileInfo[] = [
  { id: "bbc-online", name: "BBC online", about: "Subtitles of the BBC for the web.", language: "en-GB", own: false, rules: HELD, checklist: ["Sounds that matter are described"] },
  { id: "house", name: "House", about: "What most captions can be held to.", language: null, own: false, rules: HELD, checklist: [] },
];

/** What is found in a track: rows that are too long, and cues without text. */
export function findingsIn(document: Document, track: TrackId): CueFindings[] {
  if (!document.tracks.find(({ id }) => id === track)?.gate) return [];
  return document.cues.filter((cue) => cue.track === track).map((cue) => ({ cue: cue.id, findings: foundIn(cue) }));
}

function foundIn(cue: Cue): Finding[] {
  const texts = cue.rows.map((row) => row.map((run) => run.text).join(""));
  const waived = (rule: string) => ((cue.waivers ?? []).some((waiver) => waiver.rule === rule) ? { waived: true } : {});
  const long = texts.flatMap((text, row): Finding[] => {
    const length = [...text].length;
    if (length <= LONGEST_ROW) return [];
    const message = `Row ${row + 1} has ${length} characters; ${LONGEST_ROW} are allowed`;
    return [{ rule: "row-length", cue: cue.id, severity: "error", place: { row, start: 0, length }, message, ...waived("row-length") }];
  });
  if (texts.some((text) => text.trim() !== "")) return long;
  return [{ rule: "empty", cue: cue.id, severity: "warning", message: "The cue has no text", ...waived("empty") }];
}

/** What stands between a track and its being published. */
export function gateOf(document: Document, track: TrackId): GateReport {
  const gate = document.tracks.find(({ id }) => id === track)?.gate;
  const report: GateReport = { profile: gate?.profile ?? null, blocks: gate?.blocks ?? null, blocking: [], others: 0, waived: [] };
  const least = gate?.blocks == null ? SEVERITIES.length : SEVERITIES.indexOf(gate.blocks);
  for (const finding of findingsIn(document, track).flatMap(({ findings }) => findings)) {
    const waiver = document.cues.find(({ id }) => id === finding.cue)?.waivers?.find(({ rule }) => rule === finding.rule);
    if (waiver) report.waived.push({ finding, waiver });
    else if (SEVERITIES.indexOf(finding.severity) >= least) report.blocking.push(finding);
    else report.others++;
  }
  return report;
}

/** Refuses to publish a track while a finding blocks. */
export function pass(document: Document, track: TrackId): void {
  const { length } = gateOf(document, track).blocking;
  if (length > 0) throw { code: "gate", message: `${length} findings keep the track from being published`, path: null };
}

/** The house's own profiles and words. */
export class FakeHouse {
  words: string[] = [];
  /** The text of the file that is taken in next. */
  shared = JSON.stringify({ id: "shared", name: "Shared" });
  #own = new Map<string, string>();

  async list(): Promise<ProfileList> {
    const own = [...this.#own.values()].map(infoOf);
    return { profiles: [...own, ...SHIPPED], broken: [], rules: RULES };
  }

  async text(id: string): Promise<string> {
    const shipped = SHIPPED.find((one) => one.id === id);
    if (shipped) return textOf(shipped);
    return this.#own.get(id) ?? JSON.stringify({ id, name: id, rules: {} }, null, 2);
  }

  async keep(text: string, replace: boolean): Promise<ProfileOutcome> {
    const refuse = (field: string, message: string): ProfileOutcome => ({ kind: "refused", file: "The profile", field, message });
    let profile: ProfileInfo;
    try {
      profile = infoOf(text);
    } catch {
      return refuse("the file", "it is no JSON");
    }
    const { rules } = JSON.parse(text) as { rules?: Record<string, { limit?: unknown }> };
    const length = rules?.["row-length"]?.limit;
    if (length !== undefined && !(Number(length) >= 8)) return refuse("rules.row-length.limit", `${String(length)} is not allowed; a whole number from 8 to 200 is`);
    if (SHIPPED.some(({ id }) => id === profile.id)) return refuse("id", "a profile that comes with Cuewright has this identifier; another is allowed");
    if (this.#own.has(profile.id) && !replace) throw { code: "exists", message: `There is a profile “${profile.id}” already`, path: null };
    this.#own.set(profile.id, text);
    return { kind: "kept", profile };
  }

  async remove(id: string): Promise<null> {
    this.#own.delete(id);
    return null;
  }

  /** Takes out cues without text. */
  preview(fixes: Fixes, rev: number, document: Document, found: CueFindings[]): FixPreview {
    const all = found.flatMap(({ findings }) => findings);
    const wanted = all.filter((finding) => {
      if (fixes.kind === "one") return finding.cue === fixes.cue && finding.rule === fixes.rule;
      return !finding.waived && (fixes.kind === "all" || finding.rule === fixes.rule);
    });
    const findings = wanted.filter(({ rule }) => rule === "empty");
    const cues = findings.map(({ cue }) => ({ before: document.cues.find(({ id }) => id === cue)!, after: null }));
    const label = findings.length === 0 ? "" : `Fix ${findings.length} findings`;
    return { rev, label, findings, cues, left: wanted.length - findings.length };
  }
}

function textOf({ id, name, about, language, rules, checklist }: ProfileInfo): string {
  const counting = { spaces: true, punctuation: true, "line-breaks": false, "half-width": 1, markup: false, "speaker-labels": true, "sound-labels": true };
  const held = rules.map(({ rule, severity, source }) => [rule, { ...(rule === "row-length" ? { limit: LONGEST_ROW } : {}), severity, source }]);
  return JSON.stringify({ id, name, about, ...(language === null ? {} : { language }), counting, rules: Object.fromEntries(held), checklist }, null, 2);
}

function infoOf(text: string): ProfileInfo {
  const { id, name } = JSON.parse(text) as { id: string; name: string };
  return { id, name, about: "", language: null, own: true, rules: HELD, checklist: [] };
}
