/**
 * The open project, mirrored. The backend owns it: edits go out, patches come
 * back in the order of their revisions, and only they change what is here.
 */
import { announce } from "../app/announce";
import type {
  Against, AppEvent, Cue, CueId, Edit, EditOutcome, Fixes, HistoryHead, MediaStatus, PickedChange, RevisionInfo, Settings, Snapshot, Time,
  Track, TrackId, WaveformInfo,
} from "../bridge";
import { backend } from "../bridge";
import { jobs } from "./jobs.svelte";
import { Mirror } from "./mirror";
import { notices } from "./notices.svelte";
import { overlay, type PendingRows } from "./overlay.svelte";
import { selection } from "./selection.svelte";
import { rowText } from "./time";

/** How long a patch may stay out after its edit was acknowledged before the whole is asked for, in milliseconds. */
const PATCH_PATIENCE = 2000;

/** The code of an outcome for a call that failed and was shown already. */
const FAILED = "failed";

type Patched = Extract<AppEvent, { kind: "patched" }>;

const NO_HISTORY: HistoryHead = { head: null, undo: null, redo: null };

class Project {
  /** Goes up with every change of anything here; what canvas layers compare. */
  version = $state(0);
  open = $state.raw(false);
  /** Goes up when another project is shown, or none. */
  session = $state.raw(0);
  name = $state.raw("");
  path = $state.raw("");
  rev = $state.raw(0);
  history: HistoryHead = $state.raw(NO_HISTORY);
  media: MediaStatus | null = $state.raw(null);
  waveform: WaveformInfo | null = $state.raw(null);
  /** Revisions that can be shown as the reference lane. */
  revisions: readonly RevisionInfo[] = $state.raw([]);
  /** The track that views show and edits go to. */
  activeTrackId: TrackId | null = $state.raw(null);
  /** Edits sent and not yet acknowledged. */
  pending = $state(0);
  /** What kept the last edit from being saved; null while all is well. */
  unsaved: string | null = $state.raw(null);

  #mirror = new Mirror();
  #published = new Map<TrackId, Cue[]>();
  #early = new Map<number, Patched>();
  #waiting: { rev: number; done: () => void }[] = [];
  #resync: Promise<void> | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #inFlight = new Map<PendingRows, Promise<boolean>>();

  constructor() {
    overlay.onIdle(() => void this.flush());
  }

  /** The document's settings. */
  get settings(): Settings {
    void this.version;
    return this.#mirror.settings;
  }

  /** Tracks in their order. */
  get tracks(): readonly Track[] {
    void this.version;
    return this.#mirror.tracks;
  }

  /** The track that is being edited. */
  get activeTrack(): Track | undefined {
    return this.tracks.find((track) => track.id === this.activeTrackId);
  }

  /** A cue as it is to be shown: with drags and typing on it. */
  cue(id: CueId): Cue | undefined {
    void overlay.version;
    const cue = this.committed(id);
    return cue && overlay.applied(cue);
  }

  /** A cue as the backend has it. */
  committed(id: CueId): Cue | undefined {
    void this.version;
    return this.#mirror.cue(id);
  }

  /** Ids of a track in the order of the list; the same array until that order changes. */
  order(track: TrackId | null): readonly CueId[] {
    void this.version;
    return track === null ? [] : this.#mirror.index(track).ids;
  }

  /** Committed cues of a track in the order of the list. Changed in place: compare `version`. */
  inOrder(track: TrackId | null): readonly Cue[] {
    void this.version;
    return track === null ? [] : this.#mirror.index(track).ranked;
  }

  /** A cue's number in its track, from 1; 0 where it is gone. */
  numberOf(id: CueId): number {
    const cue = this.committed(id);
    return cue ? this.#mirror.index(cue.track).position(cue) + 1 : 0;
  }

  /** Committed cues of a track by in time. Changed in place: compare `version`. */
  byTime(track: TrackId | null): readonly Cue[] {
    void this.version;
    return track === null ? [] : this.#mirror.index(track).timed;
  }

  /** The committed cue on screen at a time. */
  cueAt(track: TrackId | null, time: Time): Cue | undefined {
    void this.version;
    return track === null ? undefined : this.#mirror.index(track).at(time);
  }

  /** What comes before and after a cue in time. */
  neighbours(id: CueId): { previous: Cue | undefined; next: Cue | undefined } {
    const cue = this.committed(id);
    if (!cue) return { previous: undefined, next: undefined };
    return this.#mirror.index(cue.track).neighbours(cue);
  }

  /** Cues of the revision a track names as published; null where there is none, or it is not here yet. */
  publishedCues(track: TrackId | null): readonly Cue[] | null {
    void this.version;
    return (track !== null && this.#published.get(track)) || null;
  }

  /** Shows another track. */
  activate(track: TrackId): void {
    if (this.activeTrackId === track) return;
    void this.flush();
    this.activeTrackId = track;
    const first = this.order(track)[0];
    selection.set(first === undefined ? [] : [first]);
    this.version++;
  }

  /**
   * Sends an edit after any pending typing and answers when its patch is in
   * the mirror. A rejection is shown and spoken; a failure is shown and kept.
   */
  async apply(edit: Edit, options: { select?: boolean; quiet?: boolean } = {}): Promise<EditOutcome> {
    const before = selection.ids;
    await this.flush();
    const outcome = await this.#send(() => backend.edit(edit, [...before]));
    return this.#settle(outcome, before, options);
  }

  /** Takes the last step back. */
  undo(): Promise<EditOutcome> {
    return this.#walk(() => backend.undo());
  }

  /** Takes the step again that was last taken back. */
  redo(): Promise<EditOutcome> {
    return this.#walk(() => backend.redo());
  }

  /** Goes to any point of the history. */
  goTo(step: number | null): Promise<EditOutcome> {
    return this.#walk(() => backend.goTo(step));
  }

  /** Mends findings as a preview of revision `rev` showed it. Whoever showed that says why it was rejected. */
  mend(fixes: Fixes, rev: number): Promise<EditOutcome> {
    return this.#walk(() => backend.applyFixes(fixes, rev), { quiet: true });
  }

  /** Has a track become the other side in changes that a comparison of revision `rev` showed. Whoever showed them says why it was rejected. */
  takeChanges(track: TrackId, against: Against, picks: PickedChange[], rev: number): Promise<EditOutcome> {
    return this.#walk(() => backend.takeChanges(track, against, picks, rev), { quiet: true });
  }

  /** Makes a track's present state its published revision. */
  publish(track: TrackId, name: string): Promise<EditOutcome> {
    return this.#walk(() => backend.publish(track, name));
  }

  /** Whether text was typed that is not acknowledged yet. */
  get typing(): boolean {
    return overlay.typing.length > 0;
  }

  /**
   * Sends pending typing now. Answers whether nothing is left unsent; text
   * that could not be saved stays on screen and is sent again next time.
   */
  async flush(): Promise<boolean> {
    overlay.stopWaiting();
    for (const typing of overlay.typing) {
      if (!this.#inFlight.has(typing)) this.#inFlight.set(typing, this.#sendTyping(typing));
    }
    const saved = await Promise.all(this.#inFlight.values());
    return saved.every(Boolean);
  }

  /** Takes an event of the backend. */
  take(event: AppEvent): void {
    switch (event.kind) {
      case "opened": return this.load(event.snapshot);
      case "closed": return this.unload();
      case "patched": return this.#takePatch(event);
      case "media": return this.#note(() => (this.media = event.media));
      case "waveform": return this.#note(() => (this.waveform = event.waveform));
      case "revisions": return this.#takeRevisions(event.revisions);
      case "job": return jobs.update(event.job);
      case "notice": return notices.add(event.notice);
      case "saved-failed": return this.#failedToSave(event.message);
      case "findings":
      case "dropped":
      case "drag-over":
      case "closing":
      case "desk": return;
    }
  }

  /** Shows a project whole. */
  load(snapshot: Snapshot): void {
    const same = this.open && snapshot.path === this.path;
    this.#mirror = new Mirror(snapshot.document);
    if (!same) {
      this.session++;
      this.#published.clear();
      overlay.dropTyping();
      overlay.clear();
      this.unsaved = null;
    }
    this.open = true;
    this.path = snapshot.path;
    this.name = snapshot.name;
    this.rev = snapshot.rev;
    this.history = snapshot.history;
    this.media = snapshot.media;
    for (const rev of [...this.#early.keys()]) if (rev <= snapshot.rev) this.#early.delete(rev);
    this.#chooseTrack();
    this.#chooseSelection(same, snapshot.selection);
    this.#takeRevisions(snapshot.revisions);
    this.#reached();
  }

  /** Shows no project. */
  unload(): void {
    this.#mirror = new Mirror();
    this.#published.clear();
    this.#early.clear();
    this.#resync = null;
    overlay.dropTyping();
    overlay.clear();
    selection.clear();
    this.open = false;
    this.session++;
    this.name = this.path = "";
    this.rev = 0;
    this.history = NO_HISTORY;
    this.media = this.waveform = this.unsaved = null;
    this.revisions = [];
    this.activeTrackId = null;
    this.version++;
    for (const { done } of this.#waiting.splice(0)) done();
  }

  #note(change: () => void): void {
    change();
    this.version++;
  }

  #chooseTrack(): void {
    const tracks = this.#mirror.tracks;
    if (tracks.some((track) => track.id === this.activeTrackId)) return;
    this.activeTrackId = (tracks.find((track) => !track.reference) ?? tracks[0])?.id ?? null;
  }

  #chooseSelection(same: boolean, stored: readonly CueId[]): void {
    const exists = (id: CueId) => this.#mirror.cue(id) !== undefined;
    if (same) selection.retain(exists);
    else selection.set(stored.filter(exists));
    const first = this.order(this.activeTrackId)[0];
    if (!same && selection.primary === null && first !== undefined) selection.set([first]);
  }

  #takePatch(event: Patched): void {
    if (!this.open || event.rev <= this.rev) return;
    this.#early.set(event.rev, event);
    for (let next = this.#early.get(this.rev + 1); next; next = this.#early.get(this.rev + 1)) {
      this.#early.delete(next.rev);
      this.#mirror.apply(next.patch);
      this.rev = next.rev;
      this.history = next.history;
    }
    if (this.#early.size > 0) void this.#askForWhole();
    this.#chooseTrack();
    selection.retain((id) => this.#mirror.cue(id) !== undefined);
    this.version++;
    this.#reached();
  }

  /** One question at a time: a gap that grows meanwhile is closed by the same answer or asked about after it. */
  #askForWhole(): Promise<void> {
    if (this.#resync) return this.#resync;
    const answer = backend.snapshot().then(
      (snapshot) => {
        if (this.#resync !== answer) return;
        this.#resync = null;
        if (snapshot) this.load(snapshot);
        else this.unload();
      },
      (thrown: unknown) => {
        if (this.#resync === answer) this.#resync = null;
        notices.fail(thrown);
      },
    );
    this.#resync = answer;
    return answer;
  }

  #reached(): void {
    const met = this.#waiting.filter(({ rev }) => rev <= this.rev);
    this.#waiting = this.#waiting.filter(({ rev }) => rev > this.rev);
    for (const { done } of met) done();
  }

  /** Answers when the mirror stands at `rev`; asks for the whole where the patch does not come. */
  #until(rev: number): Promise<void> {
    if (rev <= this.rev || !this.open) return Promise.resolve();
    return new Promise((done) => {
      const late = setTimeout(() => void this.#askForWhole(), PATCH_PATIENCE);
      this.#waiting.push({ rev, done: () => (clearTimeout(late), done()) });
    });
  }

  /** Calls go out one after another, in the order they were asked for. */
  async #send(call: () => Promise<EditOutcome>): Promise<EditOutcome> {
    this.pending++;
    const result = this.#queue.then(call);
    this.#queue = result.catch(() => undefined);
    try {
      const outcome = await result;
      this.unsaved = null;
      notices.resolve("save-failed");
      return outcome;
    } catch (thrown) {
      notices.fail(thrown);
      return { kind: "rejected", code: FAILED, cues: [], message: "" };
    } finally {
      this.pending--;
    }
  }

  async #walk(call: () => Promise<EditOutcome>, options: { quiet?: boolean } = {}): Promise<EditOutcome> {
    const before = selection.ids;
    await this.flush();
    return this.#settle(await this.#send(call), before, options);
  }

  async #settle(
    outcome: EditOutcome, before: readonly CueId[], options: { select?: boolean; quiet?: boolean },
  ): Promise<EditOutcome> {
    if (outcome.kind === "rejected") {
      if (outcome.message && !options.quiet) {
        notices.add({ severity: "warning", code: outcome.code, message: outcome.message, action: null });
      }
      return outcome;
    }
    await this.#until(outcome.rev);
    const moved = selection.ids !== before && !before.some((id) => !this.#mirror.cue(id));
    const named = outcome.selection.filter((id) => this.#mirror.cue(id) !== undefined);
    if (!moved && named.length > 0 && options.select !== false) selection.set(named);
    return outcome;
  }

  async #sendTyping(typing: PendingRows): Promise<boolean> {
    try {
      if (sameRows(typing.rows, this.#mirror.cue(typing.cue)?.rows)) return this.#typingSettled(typing);
      const edit: Edit = { kind: "set-text", cue: typing.cue, rows: typing.rows };
      const outcome = await this.#send(() => backend.edit(edit, [typing.cue]));
      if (outcome.kind === "done") await this.#until(outcome.rev);
      else if (outcome.code === FAILED) return this.#typingKept();
      else this.#typingRefused(typing, outcome.message, outcome.code);
      return this.#typingSettled(typing);
    } finally {
      this.#inFlight.delete(typing);
    }
  }

  #typingSettled(typing: PendingRows): true {
    overlay.settled(typing);
    return true;
  }

  #typingKept(): false {
    this.#failedToSave("What you typed is still here and is sent again with the next edit.");
    return false;
  }

  #typingRefused(typing: PendingRows, reason: string, code: string): void {
    const text = typing.rows.map(rowText).join(" / ");
    notices.add({ severity: "error", code, message: `${reason} The text was: ${text}`, action: null });
  }

  #failedToSave(message: string): void {
    this.unsaved = message;
    notices.add({ severity: "error", code: "save-failed", message, action: null });
  }

  #takeRevisions(revisions: readonly RevisionInfo[]): void {
    this.revisions = revisions;
    this.version++;
    for (const track of this.#mirror.tracks) {
      const revision = track.published;
      if (!revision) {
        this.#published.delete(track.id);
        continue;
      }
      backend.revisionCues(revision).then(
        (cues) => this.#note(() => this.#published.set(track.id, [...cues].sort((a, b) => a.in - b.in))),
        () => announce(`The published revision of ${track.name} could not be read`),
      );
    }
  }
}

function sameRows(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The one project of the window. */
export const project = new Project();
