/** Comments: which are shown, which is meant by what is done, and the one that is being written. */
import { announce } from "../app/announce";
import type { EditOutcome, Note, NotePlace, NoteId } from "../bridge";
import { cueText, formatTimecode, nearestFrame, preferences, project, selection, suggestionIn, threadsIn, threadText, type Thread } from "../document";
import { freshId } from "../panels";
import { player } from "../player";
import { viewport } from "../timeline";
import { suggestedRows } from "./kernels/changes";

/** A comment that is being written; it stays where its panel is left. */
export interface Writing {
  readonly place: NotePlace;
  /** The conversation it answers. */
  readonly thread: NoteId | null;
  readonly text: string;
  /** Rows that are proposed for the cue, as plain text; null where none are. */
  readonly suggestion: string | null;
}

class Comments {
  /** Whether settled conversations are shown as well. */
  settled = $state(false);
  /** Whether only those of the selected cue are shown. */
  ofCue = $state(false);
  writing: Writing | null = $state.raw(null);
  #chosen: NoteId | null = $state.raw(null);

  /** Every conversation of the track on show, in the order of time. */
  all: readonly Thread[] = $derived(threadsIn(project.activeTrack?.notes ?? [], project.byTime(project.activeTrackId)));

  /** The conversations that are shown. */
  list: readonly Thread[] = $derived(this.all.filter((thread) => (this.settled || !thread.first.resolved) && (!this.ofCue || (thread.cue !== null && thread.cue === selection.primary))));

  /** The conversation that commands are about: the one that was chosen, as long as its cue is selected, or the first of the selected cue. */
  current: Thread | undefined = $derived.by(() => {
    const chosen = this.all.find(({ first }) => first.id === this.#chosen);
    if (chosen && (chosen.cue === null || chosen.cue === selection.primary)) return chosen;
    const own = this.all.filter(({ cue }) => cue !== null && cue === selection.primary);
    return own.find(({ first }) => !first.resolved) ?? own[0];
  });

  /** Where the current conversation stands among those shown; -1 where it is not. */
  index = $derived(this.list.findIndex(({ first }) => first.id === this.current?.first.id));

  /** Makes a conversation the current one: its cue is selected, or the playhead goes to its moment. */
  choose(thread: Thread): void {
    this.#chosen = thread.first.id;
    if (thread.cue !== null) selection.set([thread.cue]);
    else {
      player.seek(thread.at);
      viewport.reveal(thread.at, thread.at);
    }
    announce(threadText(thread));
  }

  /** What was said about the frame at the playhead, the open ones first. */
  get atPlayhead(): Thread | undefined {
    const frame = nearestFrame(player.frames, player.time);
    const here = this.all.filter(({ cue, at }) => cue === null && nearestFrame(player.frames, at) === frame);
    return here.find(({ first }) => !first.resolved) ?? here[0];
  }

  /** Goes to the next open conversation, or the one before. */
  step(side: "next" | "previous"): void {
    const open = this.all.filter(({ first }) => !first.resolved);
    const at = this.current ? open.indexOf(this.current) : -1;
    const next = at >= 0 ? open[at + (side === "next" ? 1 : -1)] : beside(open, side);
    if (next) this.choose(next);
    else announce(side === "next" ? "There is no further comment" : "There is no comment before this");
  }

  /** Starts a comment; answers whether it did: what is being written about something else is not dropped for it. */
  begin(place: NotePlace, thread: NoteId | null, suggest = false): boolean {
    const suggestion = suggest && place.kind === "cue" ? cueText(project.cue(place.cue)!) : null;
    const { writing } = this;
    const same = writing !== null && samePlace(writing.place, place) && writing.thread === thread;
    if (same) this.writing = { ...writing, suggestion: writing.suggestion ?? suggestion };
    else if (writing !== null && writing.text.trim() !== "") announce(`A comment is being written: ${placeText(writing.place)}. Keep it or drop it first`);
    else this.writing = { place, thread, text: "", suggestion };
    return same || this.writing !== writing;
  }

  /** Why what is written cannot be sent; true where it can. */
  get sendable(): true | string {
    const { writing } = this;
    if (writing === null) return "Nothing is being written";
    return writing.text.trim() !== "" || this.#suggested(writing) !== null || "Write something first, or suggest another text";
  }

  /** Sends what is written, as one step. */
  async send(): Promise<boolean> {
    const { writing } = this;
    if (writing === null || this.sendable !== true) return false;
    const suggestion = this.#suggested(writing);
    const note: Note = { id: freshId(), author: preferences.current.name, written_at: Date.now(), text: writing.text.trim() };
    if (writing.thread !== null) note.thread = writing.thread;
    if (suggestion !== null) note.suggestion = suggestion;
    const outcome = await project.apply({ kind: "note", place: writing.place, note }, { select: false });
    if (outcome.kind !== "done") return false;
    this.writing = null;
    this.#chosen = writing.thread ?? note.id;
    announce(writing.thread === null ? "Comment kept" : "Answer kept");
    return true;
  }

  /** Settles the current conversation, or opens it again. */
  async resolve(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const resolved = !current.first.resolved;
    // It stays in sight where it was settled a moment ago, so that this can be taken back.
    this.#chosen = current.first.id;
    const outcome = await project.apply({ kind: "resolve-note", note: current.first.id, resolved }, { select: false });
    if (outcome.kind === "done") announce(resolved ? "Comment resolved" : "Comment open again");
  }

  /** Takes a note out; with the first one all of its conversation. */
  async remove(note: NoteId): Promise<void> {
    const outcome = await project.apply({ kind: "delete-note", note }, { select: false });
    if (outcome.kind === "done") announce("Comment deleted");
  }

  /** Gives the cue the text that the current conversation proposes. */
  async take(): Promise<EditOutcome | undefined> {
    const note = this.current && suggestionIn(this.current);
    if (!note) return undefined;
    const outcome = await project.apply({ kind: "take-suggestion", note: note.id }, { select: false });
    if (outcome.kind === "done") announce("Suggested text taken; the comment is resolved");
    return outcome;
  }

  /** The rows that are proposed; none where the cue has them already. */
  #suggested({ place, suggestion }: Writing) {
    const cue = place.kind === "cue" && suggestion !== null ? project.cue(place.cue) : undefined;
    if (!cue || suggestion === null || suggestion === cueText(cue)) return null;
    return suggestedRows(cue.rows, suggestion);
  }
}

/** The comments of the track on show. */
export const comments = new Comments();

/** What a comment is about, in words. */
export function placeText(place: NotePlace): string {
  return place.kind === "cue" ? `Cue ${project.numberOf(place.cue)}` : formatTimecode(project.settings, place.at);
}

function samePlace(a: NotePlace, b: NotePlace): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first conversation after the selected cue, or the last before it. */
function beside(open: readonly Thread[], side: "next" | "previous"): Thread | undefined {
  const cue = selection.primary === null ? undefined : project.committed(selection.primary);
  const time = cue?.in ?? player.time;
  return side === "next" ? open.find(({ at }) => at > time) : open.findLast(({ at }) => at < time);
}
