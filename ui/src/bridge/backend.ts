/**
 * What the window asks of the backend, in one interface.
 *
 * The desktop implementation is `tauri.ts`; tests use a fake. Nothing else in
 * the UI knows how the two sides talk.
 */
import type {
  Against, AppEvent, BatchEnd, BatchProgress, BatchRequest, Changes, CueFindings, CueId, Edit, EditOutcome, ExportOptions, ExportOutcome,
  ExportPreview, ExportRequest, Fixes, FixPreview, FormatInfo, GateReport, HandBack, HistoryStep, ImportOptions, ImportPreview, Match, MergeOutcome, OpenOutcome,
  PathPurpose, PickedChange, Preferences, ProfileList, ProfileOutcome, Query, Retime, RevisionInfo, Scope, Snapshot, Start, TrackId, Cue,
  RevisionId, WaveformInfo,
} from "./types";
import type { DeskBackend } from "./desk";

export interface Backend extends DeskBackend {
  /** Everything the first paint needs; called once. */
  start(): Promise<Start>;
  /** The open project whole; asked for after a gap in revisions. */
  snapshot(): Promise<Snapshot | null>;

  edit(edit: Edit, selection: CueId[]): Promise<EditOutcome>;
  undo(): Promise<EditOutcome>;
  redo(): Promise<EditOutcome>;
  /** Walks the history tree to a step; null is the state before the first. */
  goTo(step: number | null): Promise<EditOutcome>;
  history(): Promise<HistoryStep[]>;
  find(scope: Scope, query: Query): Promise<Match[]>;

  /** Shows the system's file dialog; null where the user cancelled. */
  choosePath(purpose: PathPurpose, suggestion: string | null): Promise<string | null>;
  /** Asks for caption files; none where the user cancelled. */
  chooseFiles(): Promise<string[]>;
  openSample(): Promise<OpenOutcome>;
  /** Opens a project, media or caption file by its content. Captions and media join the open project, or start one. */
  openPath(path: string, options: ImportOptions | null): Promise<OpenOutcome>;
  saveProjectAs(path: string): Promise<unknown>;
  closeProject(): Promise<unknown>;
  forgetRecent(path: string): Promise<unknown>;

  /** What opening a caption file would bring; null where the file is no captions. */
  previewImport(path: string, options: ImportOptions): Promise<ImportPreview | null>;
  formats(): Promise<FormatInfo[]>;
  /** What the files of an export would be and lose; nothing is written. */
  previewExports(track: TrackId, request: ExportRequest): Promise<ExportPreview[]>;
  /** Writes one file, over one that is there; answers where it is. */
  exportTrack(track: TrackId, path: string, options: ExportOptions): Promise<string>;
  /** Writes the files of an export into a folder; without `replace` none where one of them is there. */
  exportFiles(track: TrackId, folder: string, request: ExportRequest, replace: boolean): Promise<ExportOutcome>;
  /** Converts files and folders of them, and tells of each; answers at the end. */
  convertBatch(request: BatchRequest, told: (progress: BatchProgress) => void): Promise<BatchEnd>;
  /** Ends the conversion after the file that is at work. */
  cancelBatch(): Promise<unknown>;

  /**
   * Has the findings of a track told from now on, as `findings` events: first a `fresh` one, then what is found, then what
   * changes. Null ends it. A track without a gate has no findings.
   */
  watchFindings(track: TrackId | null): Promise<unknown>;
  /** What would be found in cues of the watched track, and in those beside them, if they had these times. */
  foreseeFindings(times: Retime[]): Promise<CueFindings[]>;
  /** What mending would change; nothing is changed. */
  previewFixes(fixes: Fixes): Promise<FixPreview>;
  /** Mends as one step what a preview of this revision showed; rejected with `conflict` where something changed since. */
  applyFixes(fixes: Fixes, rev: number): Promise<EditOutcome>;
  /** Keeps a word among the user's own, which are spelt right. */
  addWord(word: string): Promise<unknown>;
  /** What a word may be meant to be, likeliest first. */
  suggestWords(word: string): Promise<string[]>;
  /** The quality profiles there are, the house's own first, and what the rules are. */
  profiles(): Promise<ProfileList>;
  /** A profile as the text of its file: JSON. */
  profileText(id: string): Promise<string>;
  /** Keeps a profile among the house's own; fails with `exists` over one of its identifier unless `replace`. */
  keepProfile(text: string, replace: boolean): Promise<ProfileOutcome>;
  removeProfile(id: string): Promise<unknown>;
  /** Takes the profile of a file that the user chose. */
  importProfile(path: string, replace: boolean): Promise<ProfileOutcome>;
  exportProfile(id: string, path: string): Promise<unknown>;

  /** What stands between a track and its being published. */
  gate(track: TrackId): Promise<GateReport>;
  /** Fails with `gate` while a finding blocks. */
  publish(track: TrackId, name: string): Promise<EditOutcome>;
  revisions(track: TrackId): Promise<RevisionInfo[]>;
  revisionCues(revision: RevisionId): Promise<Cue[]>;

  /**
   * What leads from another side to a track as it is now, in the order of time; with a common revision also who moved. Of what
   * a service holds it takes what was fetched last, and asks nobody.
   */
  compareTrack(track: TrackId, against: Against, base: RevisionId | null): Promise<Changes>;
  /** Has the track become the other side in some changes, as one step; rejected with `conflict` where it is another than `rev`. */
  takeChanges(track: TrackId, against: Against, picks: PickedChange[], rev: number): Promise<EditOutcome>;
  /** Merges what was done in a copy of the open project into it, as one step; refused where the two have nothing in common. */
  mergeProject(path: string): Promise<MergeOutcome>;
  /** What was changed in a track since a revision, and what is asked. */
  handBack(track: TrackId, since: RevisionId | null): Promise<HandBack>;
  /** Writes that as a page, as JSON or as CSV, by the ending of the path. */
  exportHandBack(track: TrackId, since: RevisionId | null, path: string): Promise<unknown>;

  /** Names the file that the project's media is now. */
  relinkMedia(path: string): Promise<EditOutcome>;
  /** Stops making the waveform; what is drawn stays. */
  cancelWaveform(): Promise<unknown>;

  /** What is known of the waveform now; changes arrive as `waveform` events. */
  waveform(): Promise<WaveformInfo | null>;
  /**
   * `count` columns of pyramid level `level` (each level halves the one below;
   * level 0 has `samples_per_column` samples a column) from column `first`:
   * per column three little-endian i16: min, max, rms over all channels.
   */
  waveformColumns(level: number, first: number, count: number): Promise<ArrayBuffer>;
  /** Provisional loudness, one byte for each `provisional_column` flicks; empty when exact everywhere. */
  waveformProvisional(): Promise<ArrayBuffer>;
  /** What the user looks at: decoded first. Flicks. */
  waveformVisible(from: number, to: number): Promise<unknown>;

  setPreferences(preferences: Preferences): Promise<unknown>;
  /** The window can be worked in. */
  announceReady(): Promise<unknown>;
  /** The window shows everything it was started for: the picture and the waveform too. */
  announceDrawn(): Promise<unknown>;
  /** Opens a project-independent page of help or the folder of a file; no arbitrary URLs. */
  revealPath(path: string): Promise<unknown>;

  /** Closes the window; what was pending has been flushed. */
  closeWindow(): Promise<unknown>;

  /** Hands over everything that happens from now on. */
  listen(handler: (event: AppEvent) => void): Promise<unknown>;
}
