/**
 * The types that cross the bridge.
 *
 * Times are flicks (1/705 600 000 s) in media time. Replaced by re-exports of
 * the generated `bindings.ts` once the shell exports them; names stay.
 */
export type CueId = string;
export type TrackId = string;
export type RevisionId = string;
export type Time = number;
export type Percent = number;

export interface StyleDetail {
  voice?: string; lang?: string; ruby?: string; role?: string; font?: string; size?: string;
  classes?: string[]; appears?: Time; extra?: string;
}
export interface Style {
  italic?: boolean; bold?: boolean; underline?: boolean; strike?: boolean; flash?: boolean;
  color?: string; background?: string; detail?: StyleDetail;
}
export interface Run { text: string; style?: Style }
export type Row = Run[];

export type Anchor = "auto" | "start" | "center" | "end";
export type BlockOffset = { kind: "auto" } | { kind: "percent"; value: Percent } | { kind: "row"; value: number };
export interface BoxPosition {
  block?: BlockOffset; block_anchor?: Anchor; inline?: Percent; inline_anchor?: Anchor;
  inline_size?: Percent; block_size?: Percent; region?: string;
}
export type Position =
  | { kind: "auto" }
  | { kind: "grid"; value: { row: number; column: number }[] }
  | { kind: "box"; value: BoxPosition }
  | { kind: "numpad"; value: number };
export type Align = "start" | "center" | "end" | "left" | "right";
export type Writing = "horizontal" | "vertical-rl" | "vertical-lr";
export type CaptionMode = { kind: "pop-on" } | { kind: "roll-up"; rows: number } | { kind: "paint-on" };
export type Channel = "cc1" | "cc2" | "cc3" | "cc4" | { service: number };
export interface Note { id: string; author: string; written_at: number; text: string; resolved?: boolean }

export interface Cue {
  id: CueId; track: TrackId; rank: number; in: Time; out: Time | null; rows: Row[];
  label?: string; position?: Position; align?: Align; writing?: Writing; mode?: CaptionMode;
  channel?: Channel; speaker?: string; comment?: boolean; forced?: boolean;
  mark?: "approved" | "sent-back"; notes?: Note[]; settings?: Record<string, string>;
}
export interface Region {
  id: string; width: Percent; lines: number; anchor: [Percent, Percent];
  viewport_anchor: [Percent, Percent]; scroll_up?: boolean;
}
export interface Track {
  id: TrackId; rank: number; name: string; language?: string; kind?: string;
  closed_captions?: boolean; large_text?: boolean; easy_reader?: boolean; audio_track?: string;
  state?: "draft" | "published"; published?: RevisionId; reference?: boolean;
  regions?: Region[]; styles?: { name: string; language: string; definition: string }[]; format?: string;
}
export interface Timebase { rate: string; drop_frame: boolean }
export interface Limits {
  row_length: number; rows: number; reading_speed: number;
  min_duration: Time; max_duration: Time; min_gap_frames: number;
}
export interface MediaRef { path: string; fingerprint?: string; audio_track?: number }
export interface Settings {
  title?: string; timebase: Timebase; programme_start?: number; language?: string; media?: MediaRef[];
  speakers?: { name: string; color?: string }[]; glossary?: { term: string; note?: string }[]; limits: Limits;
}
export interface Document { settings: Settings; tracks: Track[]; cues: Cue[] }

export type Record_ =
  | { kind: "cue"; value: Cue } | { kind: "track"; value: Track } | { kind: "settings"; value: Settings };
export interface Patch { added?: Record_[]; updated?: [Record_, Record_][]; removed?: Record_[] }

export type Scope = { kind: "cues"; value: CueId[] } | { kind: "track"; value: TrackId } | { kind: "from"; value: CueId };
export interface Query { pattern: string; regex: boolean; match_case: boolean; whole_word: boolean }
export interface Match { cue: CueId; row: number; start: number; end: number }
export interface Retime { cue: CueId; in: Time; out: Time | null }
export interface StyleChange {
  italic?: boolean; bold?: boolean; underline?: boolean; clear_color: boolean; color?: string;
  clear_background: boolean; background?: string;
}
export type Edit =
  | { kind: "insert-cue"; track: TrackId; in: Time; out: Time | null; rows: Row[] }
  | { kind: "delete-cues"; cues: CueId[]; ripple: boolean }
  | { kind: "set-text"; cue: CueId; rows: Row[] }
  | { kind: "set-style"; cues: CueId[]; style: StyleChange }
  | { kind: "set-position"; cues: CueId[]; position: Position; align: Align | null; writing: Writing | null }
  | { kind: "retime-cues"; cues: Retime[]; ripple: boolean }
  | { kind: "split-cue"; cue: CueId; row: number; character: number; time: Time | null }
  | { kind: "merge-cues"; cues: CueId[] }
  | { kind: "shift-cues"; scope: Scope; by: Time }
  | { kind: "stretch-cues"; scope: Scope; from: [Time, Time]; to: [Time, Time] }
  | { kind: "snap-cues"; scope: Scope }
  | { kind: "replace"; scope: Scope; query: Query; replacement: string }
  | { kind: "break-rows"; cues: CueId[] }
  | { kind: "set-timebase"; timebase: Timebase; keep_frames: boolean }
  | { kind: "set-speaker"; cues: CueId[]; speaker: string | null }
  | { kind: "set-flags"; cues: CueId[]; comment: boolean | null; forced: boolean | null }
  | { kind: "sort-cues"; track: TrackId }
  | { kind: "add-track"; track: Track; cues: Cue[] }
  | { kind: "set-track"; track: Track }
  | { kind: "remove-track"; track: TrackId }
  | { kind: "set-settings"; settings: Settings };

export type EditOutcome =
  | { kind: "done"; rev: number; selection: CueId[] }
  | { kind: "rejected"; code: string; cues: CueId[]; message: string };

/** Where the history stands, with each patch and snapshot. */
export interface HistoryHead { head: number | null; undo: string | null; redo: string | null }
export interface HistoryStep {
  id: number; parent: number | null; last_child: number | null; label: string; at: number; origin: "local" | "remote";
}

export interface Snapshot {
  path: string; name: string; rev: number; document: Document; history: HistoryHead;
  media: MediaStatus | null; selection: CueId[];
  /** Revisions that tracks name as published, for the reference lane. */
  revisions: RevisionInfo[];
}
export interface RevisionInfo { id: RevisionId; track: TrackId; name: string; made_at: number; cues: number }

export interface MediaStatus {
  /** Loopback address for the video element; null where the file is missing. */
  url: string | null;
  path: string; name: string;
  duration: Time | null;
  /** Frame rate of the picture, such as "30000/1001"; null without a picture. */
  frame_rate: string | null;
  variable_frame_rate: boolean;
  has_video: boolean; has_audio: boolean;
  /** Media time = the video element's currentTime - start_offset. */
  start_offset: Time;
  notices: Notice[];
}
export interface WaveformInfo {
  state: "waiting" | "decoding" | "exact" | "failed" | "cancelled" | "none";
  sample_rate: number; samples_per_column: number; levels: number; columns: number;
  /** Exact so far, in columns of level 0, [first, end). */
  exact: [number, number][];
  provisional_column: Time; provisional_columns: number;
  progress: number; notices: Notice[];
}
export interface Notice {
  severity: "info" | "warning" | "error"; code: string; message: string;
  /** The command that helps, such as "media.relink". */
  action: string | null;
}
export interface Job { id: number; label: string; progress: number | null; state: "running" | "done" | "failed" | "cancelled"; message: string | null }

export type AppEvent =
  | { kind: "opened"; snapshot: Snapshot }
  | { kind: "closed" }
  | { kind: "patched"; rev: number; patch: Patch; history: HistoryHead; selection: CueId[]; origin: "local" | "remote" }
  | { kind: "media"; media: MediaStatus | null }
  | { kind: "waveform"; waveform: WaveformInfo | null }
  | { kind: "revisions"; revisions: RevisionInfo[] }
  | { kind: "job"; job: Job }
  | { kind: "notice"; notice: Notice }
  | { kind: "dropped"; paths: string[] }
  | { kind: "drag-over"; over: boolean }
  /** The user wants to close the window: flush what is pending, then close it. */
  | { kind: "closing" }
  | { kind: "saved-failed"; message: string };

export interface Recent { path: string; name: string; opened_at: number; exists: boolean }
export interface Preferences {
  theme: "dark" | "light" | "contrast" | "system";
  /** Preset name in assets/keymaps, and what the user changed. */
  keymap: string; keys: { command: string; keys: string[] }[];
  panels: Record<string, number>;
  follow_playhead: boolean; snapping: boolean;
  speech_feedback: boolean;
}
export interface Start {
  version: string; preferences: Preferences; recent: Recent[]; snapshot: Snapshot | null;
  notices: Notice[];
}
export type PathPurpose = "open" | "open-media" | "open-captions" | "open-project" | "save-project" | "export";

export interface ImportOptions { encoding: string | null; frame_rate: string | null; format: string | null }
export interface Diagnostic { severity: "info" | "warning" | "error"; code: string; line: number | null; byte: number | null; message: string }
export interface ImportPreview {
  format: string; format_name: string; encoding: string; cues: number; first: Cue[]; diagnostics: Diagnostic[];
  /** Whether something has to be decided by a person. */
  needs_decision: boolean;
}
export interface FormatInfo { id: string; name: string; extensions: string[]; media_type: string; reads: boolean; writes: boolean }
export interface ExportOptions { format: string; line_ending: "lf" | "crlf"; bom: boolean }
export interface Loss { cue: CueId | null; number: number | null; feature: string; from: string; to: string; severity: "info" | "warning" | "error" }
export interface ExportReport { losses: Loss[]; bytes: number; path: string | null; suggested_name: string }
export type OpenOutcome =
  | { kind: "opened" } | { kind: "joined"; diagnostics: Diagnostic[] } | { kind: "cancelled" };
