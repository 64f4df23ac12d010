/** What the in-memory backend finds in captions, and the profiles of its house: enough for component tests, no more. */
import type {
  Cue, CueFindings, Document, Finding, FixPreview, Fixes, ProfileInfo, ProfileList, ProfileOutcome, RuleInfo, TrackId,
} from "./types";

const LONGEST_ROW = 42;

const RULES: RuleInfo[] = [
  { id: "row-length", title: "Row too long", about: "A row that is longer than the picture allows is cut off." },
  { id: "empty", title: "Empty cue", about: "A cue without text shows nothing.", fix: "Removes the cue" },
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
    return this.#own.get(id) ?? JSON.stringify({ id, name: shipped?.name ?? id, rules: {} }, null, 2);
  }

  async keep(text: string, replace: boolean): Promise<ProfileOutcome> {
    const refuse = (field: string, message: string): ProfileOutcome => ({ kind: "refused", file: "The profile", field, message });
    let profile: ProfileInfo;
    try {
      profile = infoOf(text);
    } catch {
      return refuse("the file", "it is no JSON");
    }
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

function infoOf(text: string): ProfileInfo {
  const { id, name } = JSON.parse(text) as { id: string; name: string };
  return { id, name, about: "", language: null, own: true, rules: HELD, checklist: [] };
}
