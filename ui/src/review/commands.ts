/** The commands of the Review menu on changes and on what was decided about them. */
import { announce } from "../app/announce";
import { backend, type Change, type ChangeField, type CueId, type ReviewMark } from "../bridge";
import { commands, type Command } from "../commands";
import { comparison, desk, notices, project } from "../document";
import { dialogs, pages } from "../panels";
import { registerCommentCommands } from "./comment-commands";
import { FIELD_WORDS, hidesSome, isApproved, EVERY_CHANGE } from "./kernels/changes";
import { review } from "./review.svelte";

type Condition = () => true | string;

const hasTrack: Condition = () => {
  if (!project.open) return "Open a project first";
  return project.activeTrack !== undefined || "This project has no track yet";
};

const canEdit: Condition = () => {
  const track = hasTrack();
  return track !== true ? track : !project.activeTrack?.reference || "A reference track is not edited";
};

const isCompared: Condition = () => {
  const track = canEdit();
  if (track !== true) return track;
  if (pages.current !== "review") return "Go to the Review page first";
  return review.list.length > 0 || "There is no change";
};

const both = (a: Condition, b: Condition): Condition => () => {
  const first = a();
  return first === true ? b() : first;
};

const onCurrent = (fits: (change: Change) => true | string): Condition => both(isCompared, () => (review.current ? fits(review.current) : "Choose a change first"));

/** Whether what is taken is the draft's own past: then that is called rejecting. */
const isPast = (): boolean => comparison.against === null || comparison.against.kind === "revision";

function add(id: string, title: Command["title"], when: Condition, run: Command["run"], more: Pick<Command, "help" | "repeats"> = {}): void {
  commands.register({ id, title, group: "Review", when, repeats: false, run, ...more });
}

/** Adds the commands on changes. */
export function registerReviewCommands(): void {
  add("review.next", "Next change", isCompared, () => review.step("next"), { repeats: true });
  add("review.previous", "Previous change", isCompared, () => review.step("previous"), { repeats: true });
  add("review.first", "First change", isCompared, () => review.go(0));
  add("review.last", "Last change", isCompared, () => review.go(review.list.length - 1));
  add("review.compare", "Choose what the draft is compared with", hasTrack, compare);
  add("review.compareFile", "Compare with a file…", hasTrack, compareFile);
  add("review.compareService", "Compare with what the service holds…", both(hasTrack, isLinked), compareService, { help: "The cost of fetching it is named first." });
  add("review.mergeCopy", "Merge a copy of this project…", () => project.open || "Open a project first", mergeCopy, { help: "What was done in a project that was passed on and came back. What conflicts is shown here." });
  add("review.showAll", "Show every change", both(hasTrack, () => hidesSome(review.filter) || "Every change is shown"), () => void (review.filter = EVERY_CHANGE));
  registerTaking();
  registerCommentCommands();
}

function registerTaking(): void {
  add("review.accept", "Approve the change", onCurrent(approvable), () => approve(review.current ? [review.current] : []), { help: "Keeps the draft's side, and marks its cues as approved." });
  add("review.take", () => (isPast() ? "Reject the change" : "Take the other side’s"), onCurrent(() => true), () => take(review.current ? [review.current] : []), { help: "The draft gets what the other side has, in this cue." });
  add("review.takeField", fieldTitle, onCurrent(() => review.fieldsHere.length > 0 || "Go to a time, a text or a detail that differs"), () => take(review.current ? [review.current] : [], review.fieldsHere), { help: "Times, text or details: where the focus is. The rest of the change stays." });
  add("review.acceptShown", "Approve all shown", isCompared, () => approve(review.list));
  add("review.takeShown", () => (isPast() ? "Reject all shown" : "Take the other side’s in all shown"), isCompared, () => take(review.list), { help: "One step of the history." });
  add("review.takeAll", () => (isPast() ? "Reject every change" : "Take the other side’s in every change"), isCompared, () => take(comparison.changes), { help: "The draft is then what the other side is. One step of the history." });
  add("review.takeSafe", "Take all that only the other side changed", both(isCompared, () => comparison.base !== null || "Choose a common revision first"), () => take(comparison.changes.filter(({ moved }) => moved === "there")), { help: "Nothing that was done in the draft is lost." });
}

function fieldTitle(): string {
  const fields = review.fieldsHere.map((field) => FIELD_WORDS[field]).join(", ") || "field";
  return isPast() ? `Reject only the ${fields}` : `Take only the other side’s ${fields}`;
}

function approvable(change: Change): true | string {
  if (change.draft.length === 0) return "What is not in the draft cannot be approved; the draft stays without it";
  return !isApproved(change, (id) => project.committed(id)) || "This is approved already";
}

const isLinked: Condition = () => desk.linksOf(project.activeTrackId).some((one) => one.kind === "youtube-track") || "Link the track to YouTube first";

function compare(): void {
  pages.show("review");
  setTimeout(() => review.focusAgainst?.());
}

async function compareFile(): Promise<void> {
  const path = await backend.choosePath("open-captions", null);
  if (path === null) return;
  comparison.choose({ kind: "file", path }, null);
  pages.show("review");
}

async function mergeCopy(): Promise<void> {
  if (!(await project.flush())) return;
  const path = await backend.choosePath("open-project", null);
  if (path === null) return;
  const outcome = await backend.mergeProject(path);
  if (outcome.kind === "refused") return notices.add({ severity: "warning", code: "merge", message: outcome.message, action: null });
  const { taken, revisions, settings } = outcome;
  if (settings.length > 0) {
    const message = `Changed at both desks, and left as it is here: ${settings.join(", ")}`;
    notices.add({ severity: "warning", code: "merge-settings", message, action: null });
  }
  const parts = [
    ...(taken > 0 ? [taken === 1 ? "1 change" : `${taken.toLocaleString()} changes`] : []),
    ...(revisions > 0 ? [revisions === 1 ? "1 revision" : `${revisions.toLocaleString()} revisions`] : []),
  ];
  const merged = parts.length === 0 ? "There was nothing to merge" : `Merged: ${parts.join(" and ")}`;
  const [first] = outcome.beside;
  if (!first) return announce(merged);
  project.activate(first.track);
  comparison.choose({ kind: "track", id: first.other }, null);
  pages.show("review");
  announce(`${merged}. What was changed at both desks is as it is here; the copy's side stands beside it`);
}

function compareService(): void {
  if (project.activeTrackId !== null) dialogs.open({ kind: "compare-service", track: project.activeTrackId });
}

/** Says what was decided about cues, as one step. */
export async function markCues(cues: CueId[], mark: ReviewMark | null): Promise<boolean> {
  const outcome = await project.apply({ kind: "mark", cues, mark }, { select: false });
  return outcome.kind === "done";
}

/** Approves the draft's side of changes, and goes on to the next one where it was one. */
async function approve(changes: readonly Change[]): Promise<void> {
  const open = changes.flatMap(({ draft }) => draft.map(({ id }) => id)).filter((id) => project.committed(id)?.mark !== "approved");
  if (open.length === 0) return announce("All of it is approved already");
  const at = review.index;
  if (!(await markCues(open, "approved"))) return;
  announce(open.length === 1 ? "Approved" : `${open.length.toLocaleString()} cues approved`);
  // Where approved changes are hidden, the next one has come to this place.
  if (changes.length === 1) review.choose(Math.min(review.filter.open ? at : at + 1, review.list.length - 1));
}

async function take(changes: readonly Change[], fields: readonly ChangeField[] = []): Promise<void> {
  if (changes.length === 0) return announce("Only the draft moved on; there is nothing to take");
  const outcome = await comparison.take(changes, fields);
  if (outcome.kind === "rejected") return announce(outcome.code === "conflict" ? "The captions have changed meanwhile. These are the changes now" : outcome.message);
  const verb = isPast() ? "rejected" : "taken";
  announce(changes.length === 1 ? `Change ${verb}` : `${changes.length.toLocaleString()} changes ${verb}`);
  review.choose(review.index);
}
