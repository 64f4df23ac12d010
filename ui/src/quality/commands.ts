/** The commands of the Quality menu. */
import { announce } from "../app/announce";
import type { CueId, Finding, Fixes } from "../bridge";
import { commands, type Command } from "../commands";
import { findings, project, selection } from "../document";
import { dialogs, side } from "../panels";
import { quality, SPELLING, wordOf } from "./quality.svelte";

type Condition = () => true | string;

const hasTrack: Condition = () => {
  if (!project.open) return "Open a project first";
  if (!project.activeTrack) return "This project has no track yet";
  return project.activeTrack.reference ? "A reference track is not edited" : true;
};

const isHeld: Condition = () => {
  const track = hasTrack();
  if (track !== true) return track;
  if (findings.problem !== null) return findings.problem;
  return findings.profile !== null || "Choose a profile for this track first";
};

const isFound: Condition = () => {
  const held = isHeld();
  if (held !== true) return held;
  return findings.list.length > 0 || "Nothing was found";
};

/** The current finding is there and `suits`. */
function hasFinding(suits: (finding: Finding) => true | string): Condition {
  return () => {
    const held = isHeld();
    if (held !== true) return held;
    return quality.current ? suits(quality.current) : "Select a cue with a finding first";
  };
}

const isOpen = (finding: Finding): true | string => !finding.waived || "This finding is waived already";
const isWaived = (finding: Finding): true | string => finding.waived === true || "This finding is not waived";
const isWord = (finding: Finding): true | string => (finding.rule === SPELLING && wordOf(finding) !== "") || "This finding is about no word";

/** Adds the commands of this folder. */
export function registerQualityCommands(): void {
  add("quality.next", "Next finding", isFound, () => quality.step("next"), { repeats: true });
  add("quality.previous", "Previous finding", isFound, () => quality.step("previous"), { repeats: true });
  add("quality.show", "Show findings", hasTrack, () => void (side.tab = "findings"));
  add("quality.profile", "Choose the profile of this track…", hasTrack, chooseProfile, { help: "What its captions are held to, and what keeps it from being published." });
  add("quality.waive", "Waive this finding…", hasFinding(isOpen), onFinding(waive), { help: "Lets the selected cues break the rule, with a reason that stays with them." });
  add("quality.unwaive", "Take the waiver back", hasFinding(isWaived), onFinding(unwaive));
  add("quality.fix", "Fix this finding…", hasFinding(() => true), onFinding(({ cue, rule, place }) => fix({ kind: "one", cue, rule, place: place ?? null })), { help: "Shows first what would change." });
  add("quality.fixRule", "Fix all findings of this rule…", hasFinding(() => true), onFinding(({ rule }) => fix({ kind: "rule", rule })), { help: "Where that is safe; shows first what would change." });
  add("quality.fixAll", "Fix all that is safe…", isFound, () => fix({ kind: "all" }), { help: "Every finding whose fix makes nothing else worse; shows first what would change." });
  add("quality.addWord", "Spelling of this word…", hasFinding(isWord), onFinding((finding) => dialogs.open({ kind: "spelling", finding })), { help: "Offers other words, or adds it to the dictionary." });
}

function add(id: string, title: string, when: Condition, run: Command["run"], more: Pick<Command, "help" | "repeats"> = {}): void {
  commands.register({ id, title, group: "Quality", when, repeats: false, run, ...more });
}

function onFinding(run: (finding: Finding) => void | Promise<void>): Command["run"] {
  return () => (quality.current ? run(quality.current) : undefined);
}

function chooseProfile(): void {
  if (project.activeTrackId !== null) dialogs.open({ kind: "profile", track: project.activeTrackId });
}

function fix(fixes: Fixes): void {
  dialogs.open({ kind: "fixes", fixes });
}

/** The selected cues that have such a finding, waived or not: what is done to one is done to all of them. */
function sharing(finding: Finding, waived: boolean): CueId[] {
  const shares = (cue: CueId) => findings.of(cue).some((one) => one.rule === finding.rule && (one.waived === true) === waived);
  return selection.ids.filter(shares);
}

function waive(finding: Finding): void {
  dialogs.open({ kind: "waive", finding, cues: sharing(finding, false) });
}

async function unwaive(finding: Finding): Promise<void> {
  const cues = sharing(finding, true);
  const outcome = await project.apply({ kind: "unwaive", cues, rule: finding.rule });
  if (outcome.kind === "done") announce(cues.length === 1 ? "Waiver taken back" : `Waivers of ${cues.length} cues taken back`);
}
