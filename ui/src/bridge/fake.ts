/**
 * A backend in memory: for component tests, and for looking at the window in
 * a browser (`npm run dev`, then `?fake`). It is no part of a release build.
 */
import type { Backend } from "./backend";
import { applied, inScope, labelOf, pattern, plan, Refused, reversed } from "./fake-edits";
import { fakeId, sampleDocument } from "./fake-sample";
import { FakeDesk } from "./fake-desk";
import { FakeHouse, findingsIn, gateOf, pass } from "./fake-quality";
import { changesBetween, earlier, handBackOf, takenFrom, withMovers } from "./fake-review";
import type { DeskState } from "./bindings";
import type {
  Against, AppEvent, BatchEnd, BatchProgress, BatchRequest, Changes, ConvertedFile, Cue, CueFindings, CueId, Document, Edit, EditOutcome,
  ExportOutcome, ExportPreview, ExportRequest, Fixes, FixPreview, FormatInfo, GateReport, HandBack, HistoryHead, HistoryStep, ImportOptions, ImportPreview,
  LossGroup, Match, MediaStatus, MergeOutcome, OpenOutcome, Patch, PickedChange, Preferences, ProfileList, ProfileOutcome, Recent, Retime, RevisionId,
  RevisionInfo, Snapshot, Start, TrackId, WaveformInfo,
} from "./types";

const SECOND = 705_600_000;

interface Step extends HistoryStep {
  patch: Patch;
}

/** What a fake backend starts with. */
export interface FakeOptions {
  document?: Document;
  /** Whether a project is open at the start. */
  open?: boolean;
  preferences?: Partial<Preferences>;
  recent?: Recent[];
  media?: MediaStatus | null;
  waveform?: WaveformInfo | null;
  /** Accounts, the queue and the outbox. */
  desk?: DeskState;
}

const PREFERENCES: Preferences = {
  name: "Mira", theme: "dark", keymap: "subtitle-edit", keys: [], panels: {},
  follow_playhead: true, snapping: true, speech_feedback: true, readings: {}, export: { formats: [], naming: "{name}.{language}", options: [] },
};

const FORMATS: FormatInfo[] = [
  { id: "srt", name: "SubRip", extensions: ["srt"], reads: true, writes: true, counts_frames: false, choices: { encoding: true, line_ending: true, bom: true } },
  { id: "vtt", name: "WebVTT", extensions: ["vtt"], reads: true, writes: true, counts_frames: false, choices: { encoding: false, line_ending: true, bom: true } },
  { id: "ebu-stl", name: "EBU STL", extensions: ["stl"], reads: true, writes: true, counts_frames: true, choices: { encoding: false, line_ending: false, bom: false } },
];

const WAVEFORM: WaveformInfo = {
  state: "exact", sample_rate: 48_000, samples_per_column: 256, levels: 12, columns: 45_000,
  exact: [[0, 45_000]], provisional_column: SECOND / 50, provisional_columns: 0, progress: 1, notices: [],
};

/** A backend in memory. */
export class FakeBackend extends FakeDesk implements Backend {
  document: Document;
  rev = 1;
  steps: Step[] = [];
  head: number | null = null;
  preferences: Preferences;
  /** Every edit that was asked for, in order. */
  edits: Edit[] = [];
  /** What a copy of the project holds that `mergeProject` is asked for; null where it is of another one. */
  copy: { taken: number; conflicting: Cue[]; settings?: string[] } | null = null;
  /** What the next `choosePath` answers. */
  nextPath: string | null = null;
  /** What the next `chooseFiles` answers. */
  nextFiles: string[] = [];
  /** What previews of exports say is lost. */
  losses: LossGroup[] = [];
  /** Names that are in every folder already. */
  there: string[] = [];
  /** What the next conversion of many files tells, one after the other. */
  batch: ConvertedFile[] = [];
  /** Makes the next edits fail as a full disk does. */
  diskFull = false;
  /** Set to keep patches back, as a slow or lossy channel does. */
  holdEvents: ((event: AppEvent) => boolean) | null = null;
  /** The track whose findings are told. */
  watched: TrackId | null = null;
  /** The house's own profiles and words. */
  house = new FakeHouse();
  /** How often tracks were compared. */
  compared = 0;
  /** The cues of every caption file that is compared with. */
  fileCues: Cue[] = [];
  /** Where hand-back summaries were written. */
  handedBack: string[] = [];
  /** How often the document was asked for whole. */
  snapshots = 0;
  /** The cues as they were at the start, which the first revision was frozen from. */
  readonly #first: readonly Cue[];
  #open: boolean;
  #options: FakeOptions;
  #listeners = new Set<(event: AppEvent) => void>();
  #fresh = 500_000;

  constructor(options: FakeOptions = {}) {
    super(options.desk);
    this.#options = options;
    this.document = options.document ?? sampleDocument();
    this.#first = this.document.cues;
    this.preferences = { ...PREFERENCES, ...options.preferences };
    this.#open = options.open ?? true;
  }

  /** Sends an event to the window. */
  emit(event: AppEvent): void {
    if (this.holdEvents?.(event)) return;
    for (const listener of this.#listeners) listener(event);
  }

  async start(): Promise<Start> {
    const recent = this.#options.recent ?? [
      { path: "/home/mira/tides/tide-tables.cuewright", name: "The tide tables", opened_at: 1_795_000_000_000, exists: true },
      { path: "/media/usb/harbour.cuewright", name: "Harbour night shift", opened_at: 1_794_700_000_000, exists: false },
    ];
    return { version: "0.1.0", preferences: this.preferences, recent, snapshot: this.#open ? this.#snapshot() : null, notices: [], undecided: null };
  }

  async snapshot(): Promise<Snapshot | null> {
    this.snapshots++;
    return this.#open ? this.#snapshot() : null;
  }

  async edit(edit: Edit, selection: CueId[]): Promise<EditOutcome> {
    if (this.diskFull) throw { code: "disk-full", message: "The disk is full; the edit was not saved." };
    this.edits.push(structuredClone(edit));
    try {
      const patch = plan(this.document, edit, () => fakeId("cue", this.#fresh++));
      const added = (patch.added ?? []).flatMap((record) => (record.kind === "cue" ? [record.value.id] : []));
      return this.#make(labelOf(edit), patch, added.length > 0 && edit.kind !== "add-track" ? added : selection);
    } catch (thrown) {
      if (thrown instanceof Refused) return { kind: "rejected", code: thrown.code, cues: thrown.cues, message: thrown.message };
      throw thrown;
    }
  }

  #make(label: string, patch: Patch, selection: CueId[]): EditOutcome {
    const id = this.steps.length + 1;
    const parent = this.steps.find((step) => step.id === this.head);
    if (parent) parent.last_child = id;
    this.steps.push({ id, parent: this.head, last_child: null, label, at: 1_795_000_000_000 + id * 60_000, origin: "local", patch });
    this.head = id;
    return this.#commit(patch, selection);
  }

  async undo(): Promise<EditOutcome> {
    const step = this.#step(this.head);
    if (!step) return { kind: "rejected", code: "nothing-to-do", cues: [], message: "There is nothing to undo." };
    this.head = step.parent;
    return this.#commit(reversed(step.patch), touched(step.patch));
  }

  async redo(): Promise<EditOutcome> {
    const step = this.#step(this.#redoStep());
    if (!step) return { kind: "rejected", code: "nothing-to-do", cues: [], message: "There is nothing to redo." };
    this.head = step.id;
    return this.#commit(step.patch, touched(step.patch));
  }

  async goTo(target: number | null): Promise<EditOutcome> {
    const above = new Set<number | null>();
    for (let id = target; id !== null; id = this.#step(id)?.parent ?? null) above.add(id);
    above.add(null);
    while (!above.has(this.head)) {
      const step = this.#step(this.head)!;
      this.head = step.parent;
      this.#commit(reversed(step.patch), []);
    }
    const down: number[] = [];
    for (let id = target; id !== this.head && id !== null; id = this.#step(id)!.parent) down.unshift(id);
    for (const id of down) {
      this.#commit(this.#step(id)!.patch, []);
      this.head = id;
    }
    return this.#commit({}, []);
  }

  async history(): Promise<HistoryStep[]> {
    return this.steps.map(({ patch: _, ...step }) => step);
  }

  async find(scope: Parameters<Backend["find"]>[0], query: Parameters<Backend["find"]>[1]): Promise<Match[]> {
    let regex: RegExp;
    try {
      regex = pattern(query);
    } catch (thrown) {
      throw { code: "bad-pattern", message: (thrown as Refused).message };
    }
    return inScope(this.document, scope).flatMap((cue) =>
      cue.rows.flatMap((row, index) => {
        const text = row.map((run) => run.text).join("");
        return [...text.matchAll(regex)].filter((match) => match[0] !== "").map((match) => {
          const start = [...text.slice(0, match.index)].length;
          return { cue: cue.id, row: index, start, end: start + [...match[0]].length };
        });
      }),
    );
  }

  async choosePath(): Promise<string | null> {
    return this.nextPath;
  }

  async chooseFiles(): Promise<string[]> {
    return this.nextFiles;
  }

  async openSample(): Promise<OpenOutcome> {
    return this.#openNow();
  }

  async openPath(): Promise<OpenOutcome> {
    return this.#openNow();
  }

  async saveProjectAs(): Promise<void> {
    this.#openNow();
  }

  async relinkMedia(): Promise<EditOutcome> {
    return this.#commit({}, []);
  }

  async cancelWaveform(): Promise<void> {
    this.emit({ kind: "waveform", waveform: { ...WAVEFORM, state: "cancelled" } });
  }

  async closeProject(): Promise<void> {
    this.#open = false;
    this.emit({ kind: "closed" });
  }

  async forgetRecent(): Promise<void> {}

  async previewImport(path: string, options: ImportOptions): Promise<ImportPreview | null> {
    if (path.endsWith(".mp4") || path.endsWith(".cuewright")) return null;
    const format = FORMATS.find((one) => path.endsWith(`.${one.extensions[0]}`)) ?? FORMATS[1]!;
    const questions: ImportPreview["questions"] = [];
    if (path.includes("legacy") && !options.encoding) questions.push({ kind: "encoding" });
    if (format.counts_frames && !options.frame_rate) questions.push({ kind: "frame-rate" });
    const read_as: ImportOptions = { encoding: options.encoding ?? "windows-1252" };
    if (format.counts_frames) Object.assign(read_as, { frame_rate: options.frame_rate ?? "25", drop_frame: false, programme_start: "10:00:00:00" });
    return {
      format: format.id, format_name: format.name, guessed_format: false, read_as, questions, cues: 3, first: this.document.cues.slice(0, 3),
      diagnostics: [{ severity: "warning", code: "encoding", line: 2, byte: 41, message: "The bytes are not UTF-8; read as Windows-1252." }],
      needs_decision: questions.length > 0,
    };
  }

  async formats(): Promise<FormatInfo[]> {
    return FORMATS;
  }

  async previewExports(_: string, request: ExportRequest): Promise<ExportPreview[]> {
    if (!request.naming.includes("{")) throw { code: "bad-option", message: "A name is made of at least one of {name}, {language} and {format}" };
    return request.files.map(({ format }) => ({ format, file_name: `tide-tables.en.${format}`, bytes: 4211, losses: this.losses }));
  }

  async exportTrack(_: string, path: string): Promise<string> {
    return path;
  }

  async exportFiles(track: string, folder: string, request: ExportRequest, replace: boolean): Promise<ExportOutcome> {
    const files = await this.previewExports(track, request);
    const names = files.map((one) => one.file_name).filter((name) => this.there.includes(name));
    if (names.length > 0 && !replace) return { kind: "exists", names };
    return { kind: "written", files: files.map((one) => ({ format: one.format, path: `${folder}/${one.file_name}`, losses: 0, error: null })) };
  }

  async convertBatch(_: BatchRequest, told: (progress: BatchProgress) => void): Promise<BatchEnd> {
    this.#cancelled = false;
    told({ done: 0, of: this.batch.length, file: null });
    for (const [index, file] of this.batch.entries()) {
      if (this.#cancelled) break;
      told({ done: index + 1, of: this.batch.length, file });
      await Promise.resolve();
    }
    return { cancelled: this.#cancelled, skipped: [] };
  }

  #cancelled = false;

  async cancelBatch(): Promise<void> {
    this.#cancelled = true;
  }

  async gate(track: string): Promise<GateReport> {
    return gateOf(this.document, track);
  }

  async publish(track: string, name: string): Promise<EditOutcome> {
    pass(this.document, track);
    const before = this.document.tracks.find((one) => one.id === track)!;
    const revision = fakeId("revision", this.#frozen.size + 2);
    this.#frozen.set(revision, this.document.cues.filter((cue) => cue.track === track));
    this.#revisionName = name;
    const outcome = await this.edit({ kind: "set-track", track: { ...before, state: "published", published: revision } }, []);
    this.emit({ kind: "revisions", revisions: this.#snapshot().revisions });
    return outcome;
  }

  #revisionName = "v1";
  /** The cues of revisions that were frozen since the start. */
  readonly #frozen = new Map<string, Document["cues"]>();

  async revisions(): Promise<RevisionInfo[]> {
    return this.#snapshot().revisions;
  }

  async revisionCues(revision: string): Promise<Document["cues"]> {
    const frozen = this.#frozen.get(revision);
    if (frozen) return structuredClone(frozen);
    const track = this.document.tracks[0]?.id;
    return earlier(this.#first.filter((cue) => cue.track === track));
  }

  /** The other side of a comparison. */
  async #sideOf(against: Against): Promise<Cue[]> {
    if (against.kind === "track") return this.document.cues.filter((cue) => cue.track === against.id);
    if (against.kind === "revision") return this.revisionCues(against.id);
    if (against.kind === "file") return this.fileCues;
    if (this.fetches === 0) throw { code: "not-found", message: "Nothing was fetched from the service yet", path: null };
    return (await this.sides()).theirs ?? [];
  }

  async compareTrack(track: TrackId, against: Against, base: RevisionId | null): Promise<Changes> {
    this.compared++;
    const draft = this.document.cues.filter((cue) => cue.track === track);
    const changes = changesBetween(await this.#sideOf(against), draft);
    return { rev: this.rev, changes: base === null ? changes : withMovers(changes, await this.revisionCues(base)), base };
  }

  /** As the backend does with `copy`: what conflicts comes as a track beside the one that it is of. */
  async mergeProject(): Promise<MergeOutcome> {
    const [own] = this.document.tracks;
    if (this.copy === null || !own) return { kind: "refused", message: "The two projects have nothing in common" };
    const { taken, conflicting, settings = [] } = this.copy;
    const other = { ...own, id: fakeId("track", 90), name: `${own.name} (from a copy)`, reference: true, rank: 90 };
    const cues = conflicting.map((cue, index) => ({ ...cue, id: fakeId("cue", 9000 + index), track: other.id }));
    if (cues.length > 0) await this.edit({ kind: "add-track", track: other, cues }, []);
    return { kind: "merged", taken, revisions: 0, settings, conflicts: [], beside: cues.length > 0 ? [{ track: own.id, other: other.id }] : [] };
  }

  async takeChanges(track: TrackId, against: Against, picks: PickedChange[], rev: number): Promise<EditOutcome> {
    if (rev !== this.rev) return { kind: "rejected", code: "conflict", cues: [], message: "The captions have changed since. Compare again" };
    const { changes } = await this.compareTrack(track, against, null);
    return this.#make(`Take ${picks.length} changes`, takenFrom(changes, picks, track), []);
  }

  async handBack(track: TrackId, since: RevisionId | null): Promise<HandBack> {
    const changes = since === null ? [] : (await this.compareTrack(track, { kind: "revision", id: since }, null)).changes;
    const revision = (await this.revisions()).find(({ id }) => id === since) ?? null;
    return handBackOf(this.document, track, revision, changes, (time) => new Date(time / (SECOND / 1000)).toISOString().slice(11, 19));
  }

  async exportHandBack(_: TrackId, __: RevisionId | null, path: string): Promise<void> {
    this.handedBack.push(path);
  }

  async waveform(): Promise<WaveformInfo | null> {
    return this.#options.waveform === undefined ? WAVEFORM : this.#options.waveform;
  }

  async waveformColumns(level: number, first: number, count: number): Promise<ArrayBuffer> {
    const columns = new Int16Array(count * 3);
    for (let index = 0; index < count; index++) {
      const time = ((first + index) * 2 ** level * 256) / 48_000;
      const loud = 0.08 + 0.5 * Math.abs(Math.sin(time * 3.1) * Math.sin(time * 0.7)) + 0.3 * Math.abs(Math.sin(time * 41));
      const peak = Math.round(loud * 30_000);
      columns.set([-peak, peak, Math.round(peak * 0.4)], index * 3);
    }
    return columns.buffer;
  }

  async waveformProvisional(): Promise<ArrayBuffer> {
    return new ArrayBuffer(0);
  }

  async waveformVisible(): Promise<void> {}

  async setPreferences(preferences: Preferences): Promise<void> {
    this.preferences = preferences;
  }

  async announceReady(): Promise<void> {}

  async announceDrawn(): Promise<void> {}

  async revealPath(): Promise<void> {}

  async closeWindow(): Promise<void> {}

  async listen(handler: (event: AppEvent) => void): Promise<void> {
    this.#listeners.add(handler);
  }

  #step(id: number | null): Step | undefined {
    return this.steps.find((step) => step.id === id);
  }

  #redoStep(): number | null {
    if (this.head !== null) return this.#step(this.head)?.last_child ?? null;
    return this.steps.filter((step) => step.parent === null).at(-1)?.id ?? null;
  }

  #historyHead(): HistoryHead {
    return { head: this.head, undo: this.#step(this.head)?.label ?? null, redo: this.#step(this.#redoStep())?.label ?? null };
  }

  #commit(patch: Patch, selection: CueId[]): EditOutcome {
    this.document = applied(this.document, patch);
    this.rev++;
    this.emit({ kind: "patched", rev: this.rev, patch, history: this.#historyHead(), selection, origin: "local" });
    this.#tellFindings(patch);
    return { kind: "done", rev: this.rev, selection };
  }

  async watchFindings(track: TrackId | null): Promise<void> {
    this.watched = track;
    this.#tellFindings(null);
  }

  async foreseeFindings(times: Retime[]): Promise<CueFindings[]> {
    const then = new Map(times.map((one) => [one.cue, one]));
    const cues = this.document.cues.map((cue) => ({ ...cue, ...(then.has(cue.id) ? { in: then.get(cue.id)!.in, out: then.get(cue.id)!.out } : {}) }));
    return this.#found({ ...this.document, cues }).filter(({ cue }) => then.has(cue));
  }

  async previewFixes(fixes: Fixes): Promise<FixPreview> {
    return this.house.preview(fixes, this.rev, this.document, this.#found(this.document));
  }

  async applyFixes(fixes: Fixes, rev: number): Promise<EditOutcome> {
    if (rev !== this.rev) return { kind: "rejected", code: "conflict", cues: [], message: "The captions have changed since. Look at the fixes again" };
    const { cues } = await this.previewFixes(fixes);
    if (cues.length === 0) return { kind: "rejected", code: "nothing-to-do", cues: [], message: "There is nothing that can be mended safely" };
    return this.edit({ kind: "delete-cues", cues: cues.map(({ before }) => before.id), ripple: false }, []);
  }

  profiles = (): Promise<ProfileList> => this.house.list();
  profileText = (id: string): Promise<string> => this.house.text(id);
  keepProfile = (text: string, replace: boolean): Promise<ProfileOutcome> => this.house.keep(text, replace);
  removeProfile = (id: string): Promise<null> => this.house.remove(id);
  importProfile = (_: string, replace: boolean): Promise<ProfileOutcome> => this.house.keep(this.house.shared, replace);
  exportProfile = async (): Promise<null> => null;
  suggestWords = async (): Promise<string[]> => ["tide", "tied"];

  async addWord(word: string): Promise<void> {
    this.house.words.push(word);
  }

  #found(document: Document): CueFindings[] {
    return this.watched === null ? [] : findingsIn(document, this.watched);
  }

  /** Tells what is found in the cues that a change touched, or in all. */
  #tellFindings(patch: Patch | null): void {
    const track = this.document.tracks.find(({ id }) => id === this.watched);
    if (!track) return;
    const fresh = patch === null || (patch.updated ?? []).some(([, after]) => after.kind !== "cue");
    const cues = this.#found(this.document);
    const gone = (patch?.removed ?? []).flatMap((record) => (record.kind === "cue" ? [{ cue: record.value.id, findings: [] }] : []));
    const findings = { track: track.id, profile: track.gate?.profile ?? null, problem: null, spelling: false, rev: this.rev, fresh, cues: [...cues, ...gone], left: 0 };
    this.emit({ kind: "findings", findings });
  }

  #openNow(): OpenOutcome {
    this.#open = true;
    this.emit({ kind: "opened", snapshot: this.#snapshot() });
    return { kind: "opened" };
  }

  #snapshot(): Snapshot {
    const media: MediaStatus = {
      url: null, path: "/home/mira/tides/lecture-3.mp4", name: "lecture-3.mp4", duration: 240 * SECOND, frame_rate: "30000/1001",
      variable_frame_rate: false, has_video: true, has_audio: true, start_offset: 0, notices: [],
    };
    return {
      path: "/home/mira/tides/tide-tables.cuewright", name: this.document.settings.title ?? "Untitled", rev: this.rev,
      document: this.document, history: this.#historyHead(), media: this.#options.media === undefined ? media : this.#options.media,
      selection: [], read_only: false,
      revisions: this.document.tracks.filter((track) => track.published).map((track) => ({
        id: track.published!, track: track.id, name: this.#revisionName, made_at: 1_794_900_000_000, cues: 60,
      })),
    };
  }
}

function touched(patch: Patch): CueId[] {
  const records = [...(patch.added ?? []), ...(patch.updated ?? []).map(([, after]) => after)];
  return records.flatMap((record) => (record.kind === "cue" ? [record.value.id] : []));
}
