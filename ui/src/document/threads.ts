/** Conversations about cues and moments, put together from their notes. Pure. */
import type { Cue, CueId, Note, Time } from "../bridge";

/** What was said about one thing, oldest first. */
export interface Thread {
  readonly first: Note;
  readonly answers: readonly Note[];
  /** The cue it is about; none for a moment. */
  readonly cue: CueId | null;
  /** When that is on screen. */
  readonly at: Time;
}

/** How many conversations are open. */
export function openThreads(notes: readonly Note[]): number {
  let open = 0;
  for (const note of notes) if (!note.thread && !note.resolved) open++;
  return open;
}

/** The conversations among the notes of a cue, or of a track. */
function threadsOf(notes: readonly Note[], cue: Cue | null): Thread[] {
  const firsts = notes.filter((note) => !note.thread);
  return firsts.map((first) => ({
    first, answers: notes.filter(({ thread }) => thread === first.id), cue: cue?.id ?? null, at: cue?.in ?? first.at ?? 0,
  }));
}

/** Every conversation of a track, in the order of time: those about moments, and those of its cues, which are given by in time. */
export function threadsIn(moments: readonly Note[], cues: readonly Cue[]): Thread[] {
  const threads = threadsOf(moments, null);
  for (const cue of cues) if (cue.notes && cue.notes.length > 0) threads.push(...threadsOf(cue.notes, cue));
  return threads.sort((a, b) => a.at - b.at || a.first.written_at - b.first.written_at);
}

/** The newest note of a conversation that proposes text. */
export function suggestionIn({ first, answers }: Thread): Note | undefined {
  return [first, ...answers].findLast(({ suggestion }) => suggestion != null);
}
