/**
 * What differs between the track that is shown and another side, as the
 * backend says it. It is asked again whenever the track or the side changes.
 */
import { untrack } from "svelte";
import { backend, errorOf, type Against, type Change, type ChangeField, type Cue, type CueId, type EditOutcome, type RevisionId, type TrackId } from "../bridge";
import { againstName, keyOfChange } from "./change-words";
import { project } from "./project.svelte";

/** What a track is compared with, and since which common revision. */
interface Chosen {
  against: Against;
  base: RevisionId | null;
}

const NONE: readonly Change[] = [];

class Comparison {
  /** Goes up with every answer; what canvas layers compare. */
  version = $state(0);
  /** The changes, in the order of time. */
  changes: readonly Change[] = $state.raw(NONE);
  /** Every cue of the other side, by in time. */
  other: readonly Cue[] = $state.raw([]);
  /** Why nothing could be compared. */
  problem: string | null = $state.raw(null);
  /** Whether the backend is comparing. */
  asking = $state.raw(false);
  /** The question that is out. */
  #question: Promise<void> | null = null;
  /** Whether views beside the Review page show it. */
  shown = $state(false);
  /** What was chosen for tracks, by track. */
  #chosen: ReadonlyMap<TrackId, Chosen> = $state.raw(new Map());
  #session = -1;
  /** What the answer is of; null while there is none. */
  #answered: string | null = $state.raw(null);
  /** The revision of the project that was compared. */
  #rev = -1;
  #ofDraft = new Map<CueId, Change>();
  #ofOther = new Map<CueId, Change>();

  /** What the track is compared with; by itself its published revision, or its newest. */
  get against(): Against | null {
    return this.#current?.against ?? null;
  }

  /** The common revision, where who moved is told. */
  get base(): RevisionId | null {
    return this.#current?.base ?? null;
  }

  /** What the other side is called. */
  get name(): string {
    return this.against === null ? "" : againstName(this.against, project.revisions, project.tracks);
  }

  /** The track of this project that is the other side. */
  get otherTrack(): TrackId | null {
    return this.against?.kind === "track" ? this.against.id : null;
  }

  /** Whether the changes are those of the sides that are chosen. */
  get ready(): boolean {
    return this.#wanted !== null && this.#answered === this.#wanted;
  }

  #current: Chosen | null = $derived.by(() => {
    const track = project.activeTrack;
    if (!track) return null;
    const chosen = this.#chosen.get(track.id);
    if (chosen && this.#exists(chosen.against)) return chosen;
    const own = project.revisions.filter((one) => one.track === track.id);
    const revision = own.find(({ id }) => id === track.published) ?? own.at(-1);
    return revision ? { against: { kind: "revision", id: revision.id }, base: null } : null;
  });

  #wanted: string | null = $derived(this.#current === null ? null : JSON.stringify([project.session, project.activeTrackId, this.#current]));

  #exists(against: Against): boolean {
    if (against.kind === "track") return against.id !== project.activeTrackId && project.tracks.some(({ id }) => id === against.id);
    return against.kind !== "revision" || project.revisions.some(({ id }) => id === against.id);
  }

  /** Compares the track that is shown with another side from now on. */
  choose(against: Against, base: RevisionId | null = null): void {
    const track = project.activeTrackId;
    if (track === null) return;
    this.#meet();
    this.#chosen = new Map(this.#chosen).set(track, { against, base });
  }

  /** The change that a cue of the draft is part of. */
  ofDraft(cue: CueId): Change | undefined {
    void this.version;
    return this.#ofDraft.get(cue);
  }

  /** The change that a cue of the other side is part of. */
  ofOther(cue: CueId): Change | undefined {
    void this.version;
    return this.#ofOther.get(cue);
  }

  /** The number on the other side of a cue that is part of a change, from 1; 0 for any other. */
  otherNumber(cue: CueId): number {
    const own = this.ofOther(cue)?.other.find(({ id }) => id === cue);
    return own === undefined ? 0 : this.other.indexOf(own) + 1;
  }

  /** Compares from now on whenever something of either side changes. Answers how to stop. */
  follow(): () => void {
    return $effect.root(() => {
      $effect(() => {
        void [project.rev, this.#wanted];
        untrack(() => void this.#ask());
      });
    });
  }

  /** Compares now, and answers when it is done. */
  async refresh(): Promise<void> {
    this.#rev = -1;
    await this.#ask();
  }

  /**
   * Has the draft become the other side in some of the changes, as one step: whole, or in some fields. What the user has not
   * seen is not taken: changes that are others by now are left out.
   */
  async take(changes: readonly Change[], fields: readonly ChangeField[] = []): Promise<EditOutcome> {
    await project.flush();
    if (this.#rev !== project.rev) await this.refresh();
    const there = new Set(this.changes.map(keyOfChange));
    const [track, against] = [project.activeTrackId, this.against];
    const picks = changes.filter((change) => there.has(keyOfChange(change))).map(({ draft, other }) => ({ draft: draft.map(({ id }) => id), other: other.map(({ id }) => id), fields: [...fields] }));
    if (track === null || against === null || picks.length === 0) return { kind: "rejected", code: "conflict", cues: [], message: "The captions have changed meanwhile" };
    const outcome = await project.takeChanges(track, against, picks, this.#rev);
    if (outcome.kind === "done" || outcome.code === "conflict") await this.refresh();
    return outcome;
  }

  /** Lets go of what was compared in a project that was open before. */
  #meet(): void {
    if (this.#session === project.session) return;
    this.#session = project.session;
    this.#chosen = new Map();
    this.problem = null;
    this.#show(NONE, null);
  }

  /** One question at a time; what has moved on meanwhile is asked about next. */
  #ask(): Promise<void> {
    this.#meet();
    this.#question ??= this.#askOn().finally(() => (this.#question = null));
    return this.#question;
  }

  async #askOn(): Promise<void> {
    while (this.#wanted !== null && (this.#answered !== this.#wanted || this.#rev < project.rev)) {
      const [wanted, { against, base }] = [this.#wanted, this.#current!];
      this.asking = true;
      try {
        const answer = await backend.compareTrack(project.activeTrackId!, against, base);
        if (wanted === this.#wanted) this.#take(answer.rev, answer.changes, null);
      } catch (thrown) {
        if (wanted === this.#wanted) this.#take(project.rev, NONE, errorOf(thrown).message);
      } finally {
        this.asking = false;
      }
    }
  }

  #take(rev: number, changes: readonly Change[], problem: string | null): void {
    this.#rev = rev;
    this.problem = problem;
    this.#show(changes, this.#wanted);
  }

  #show(changes: readonly Change[], answered: string | null): void {
    this.changes = changes;
    this.#answered = answered;
    this.#ofDraft = new Map(changes.flatMap((change) => change.draft.map((cue) => [cue.id, change] as const)));
    this.#ofOther = new Map(changes.flatMap((change) => change.other.map((cue) => [cue.id, change] as const)));
    this.other = answered === null || this.problem !== null ? [] : this.#otherSide();
    this.version++;
  }

  /** What did not change is the same on both sides. */
  #otherSide(): Cue[] {
    const changed = this.changes.flatMap(({ other }) => other).sort((a, b) => a.in - b.in);
    const side: Cue[] = [];
    let at = 0;
    for (const cue of project.byTime(project.activeTrackId)) {
      if (this.#ofDraft.has(cue.id)) continue;
      while (at < changed.length && changed[at]!.in < cue.in) side.push(changed[at++]!);
      side.push(cue);
    }
    return side.concat(changed.slice(at));
  }
}

/** The comparison of the window. */
export const comparison = new Comparison();
