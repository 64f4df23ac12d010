/** The commands of the Review menu on comments, and on what a reviewer decides about cues and the track. */
import { tick } from "svelte";
import { announce } from "../app/announce";
import type { CueId, NotePlace, ReviewMark } from "../bridge";
import { commands, type Command } from "../commands";
import { project, selection, suggestionIn, type Thread } from "../document";
import { dialogs, side } from "../panels";
import { player } from "../player";
import { comments } from "./comments.svelte";

type Condition = () => true | string;

const hasTrack: Condition = () => {
  if (!project.open) return "Open a project first";
  if (!project.activeTrack) return "This project has no track yet";
  return project.activeTrack.reference ? "A reference track is not edited" : true;
};

const both = (a: Condition, b: Condition): Condition => () => {
  const first = a();
  return first === true ? b() : first;
};

const hasCue = both(hasTrack, () => selection.primary !== null || "Select a cue first");
const hasComments = both(hasTrack, () => comments.all.length > 0 || "Nothing was said about this track");

/** A conversation is chosen, and `suits`. */
const onThread = (suits: (thread: Thread) => true | string = () => true): Condition => both(hasComments, () => (comments.current ? suits(comments.current) : "Select a cue with a comment first"));

function add(id: string, title: Command["title"], when: Condition, run: Command["run"], more: Pick<Command, "help" | "repeats"> = {}): void {
  commands.register({ id, title, group: "Review", when, repeats: false, run, ...more });
}

/** Adds the commands on comments and marks. */
export function registerCommentCommands(): void {
  add("comments.show", "Show comments", hasTrack, () => void (side.tab = "comments"));
  add("comments.next", "Next open comment", hasComments, () => comments.step("next"), { repeats: true });
  add("comments.previous", "Previous open comment", hasComments, () => comments.step("previous"), { repeats: true });
  add("comments.onCue", "Comment on the cue…", hasCue, () => begin(ofCue()));
  add("comments.suggest", "Suggest other text for the cue…", hasCue, () => begin(ofCue(), true), { help: "Whoever reads it takes the text by one key." });
  add("comments.here", "Comment at the playhead…", hasTrack, () => begin({ kind: "moment", track: project.activeTrackId!, at: player.now() }), { help: "About the moment, whatever cue is there." });
  add("comments.atPlayhead", "Go to the comment at the playhead", () => comments.atPlayhead !== undefined || "Nothing was said about this moment", () => {
    side.tab = "comments";
    comments.choose(comments.atPlayhead!);
  });
  add("comments.answer", "Answer the comment…", onThread(), answer);
  add("comments.take", "Take the suggested text", onThread(takeable), async () => void (await comments.take()), { help: "The cue gets the text, and the comment is resolved." });
  add("comments.resolve", () => (comments.current?.first.resolved ? "Open the comment again" : "Resolve the comment"), onThread(), () => comments.resolve());
  add("comments.delete", "Delete the comment", onThread(), () => comments.remove(comments.current!.first.id), { help: "With its answers; can be undone." });
  add("comments.send", "Keep the comment that is being written", () => comments.sendable, async () => void ((await comments.send()) && focusPanel()));
  add("comments.cancel", "Drop the comment that is being written", () => comments.writing !== null || "Nothing is being written", cancel);
  registerMarks();
}

function registerMarks(): void {
  add("review.approveCue", "Approve the cue", both(hasCue, () => selected().some((cue) => markOf(cue) !== "approved") || "This is approved already"), () => mark("approved"));
  add("review.sendBackCue", "Send the cue back", both(hasCue, () => selected().some((cue) => markOf(cue) !== "sent-back") || "This is sent back already"), () => mark("sent-back"), { help: "To be looked at again by who wrote it." });
  add("review.unmarkCue", "Take the mark off the cue", both(hasCue, () => selected().some((cue) => markOf(cue) != null) || "This cue has no mark"), () => mark(null));
  add("review.approveTrack", "Approve the track", both(hasTrack, () => project.activeTrack?.mark !== "approved" || "The track is approved already"), () => markTrack("approved"));
  add("review.sendBackTrack", "Send the track back", both(hasTrack, () => project.activeTrack?.mark !== "sent-back" || "The track is sent back already"), () => markTrack("sent-back"));
  add("review.handBack", "Hand back…", hasTrack, () => dialogs.open({ kind: "hand-back", track: project.activeTrackId! }), { help: "What was changed and what is asked, as a page, JSON or CSV." });
  add("review.unmarkTrack", "Take the mark off the track", both(hasTrack, () => project.activeTrack?.mark != null || "The track has no mark"), () => markTrack(null));
}

function ofCue(): NotePlace {
  return { kind: "cue", cue: selection.primary! };
}

function begin(place: NotePlace, suggest = false): void {
  if (comments.begin(place, null, suggest)) void focusWriting(suggest);
}

/** Shows the panel with the caret in what is said, or in the text that is proposed. */
async function focusWriting(suggest = false): Promise<void> {
  side.tab = "comments";
  await tick();
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>("[data-key-context=comments] textarea")];
  fields.at(suggest ? -1 : 0)?.focus();
}

function answer(): void {
  const { current } = comments;
  if (!current) return;
  const place: NotePlace = current.cue === null ? { kind: "moment", track: project.activeTrackId!, at: current.at } : { kind: "cue", cue: current.cue };
  if (comments.begin(place, current.first.id)) void focusWriting();
}

function cancel(): void {
  comments.writing = null;
  void focusPanel();
}

/** Puts the focus back into the panel, where it was written. */
async function focusPanel(): Promise<void> {
  await tick();
  const panel = document.querySelector("[data-key-context=comments]");
  (panel?.querySelector<HTMLElement>("[role=listbox]") ?? panel?.querySelector("button"))?.focus();
}

function takeable(thread: Thread): true | string {
  if (!suggestionIn(thread)) return "This comment suggests no text";
  return thread.cue !== null || "The cue that this was suggested for is gone";
}

const selected = (): CueId[] => [...selection.ids];
const markOf = (cue: CueId): ReviewMark | null => project.committed(cue)?.mark ?? null;

const SAID: Record<ReviewMark, string> = { approved: "approved", "sent-back": "sent back" };

async function mark(what: ReviewMark | null): Promise<void> {
  const cues = selected();
  const outcome = await project.apply({ kind: "mark", cues, mark: what }, { select: false });
  if (outcome.kind !== "done") return;
  const which = cues.length === 1 ? `Cue ${project.numberOf(cues[0]!)}` : `${cues.length.toLocaleString()} cues`;
  announce(what === null ? `${which}: mark taken off` : `${which} ${SAID[what]}`);
}

async function markTrack(what: ReviewMark | null): Promise<void> {
  const outcome = await project.apply({ kind: "mark-track", track: project.activeTrackId!, mark: what }, { select: false });
  if (outcome.kind === "done") announce(what === null ? "Mark of the track taken off" : `The track is ${SAID[what]}`);
}
