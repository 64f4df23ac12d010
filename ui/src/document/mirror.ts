/**
 * The backend's document as the window knows it. Plain data: what changes on
 * screen is told by `Project`'s version counter, not by deep reactivity.
 */
import type { Cue, CueId, Document, Patch, Record_, Settings, Track, TrackId } from "../bridge";
import { TrackIndex, type CueChange } from "./track-index";

/** A track with nothing in it. */
const NO_CUES = new TrackIndex();

/** Settings of a project that is not there. */
export const DEFAULT_SETTINGS: Settings = {
  timebase: { rate: "25", drop_frame: false },
  limits: {
    row_length: 42, rows: 2, reading_speed: 20,
    min_duration: 588_000_000, max_duration: 4_939_200_000, min_gap_frames: 2,
  },
};

/** Cues, tracks and settings, with the orders that views ask for. */
export class Mirror {
  settings: Settings;
  /** Tracks in their order; replaced when any of them changes. */
  tracks: readonly Track[];
  #cues = new Map<CueId, Cue>();
  #indexes = new Map<TrackId, TrackIndex>();

  constructor(document: Document | null = null) {
    this.settings = document?.settings ?? DEFAULT_SETTINGS;
    this.tracks = [...(document?.tracks ?? [])].sort(byTrackRank);
    const groups = new Map<TrackId, Cue[]>(this.tracks.map((track) => [track.id, []]));
    for (const cue of document?.cues ?? []) {
      this.#cues.set(cue.id, cue);
      groups.get(cue.track)?.push(cue);
    }
    for (const [track, cues] of groups) this.#indexes.set(track, new TrackIndex(cues));
  }

  /** A cue by its id. */
  cue(id: CueId): Cue | undefined {
    return this.#cues.get(id);
  }

  /** The orders of a track; an empty one where there is no such track. */
  index(track: TrackId): TrackIndex {
    return this.#indexes.get(track) ?? NO_CUES;
  }

  /** Takes a patch whose revision follows this document's. */
  apply(patch: Patch): void {
    const changes = new Map<TrackId, CueChange[]>();
    const note = (track: TrackId, change: CueChange) => {
      const list = changes.get(track);
      if (list) list.push(change);
      else changes.set(track, [change]);
    };
    for (const record of patch.removed ?? []) this.#take(record, null, note);
    for (const [, record] of patch.updated ?? []) this.#take(record, record, note);
    for (const record of patch.added ?? []) this.#take(record, record, note);
    for (const [track, list] of changes) {
      if (!this.#indexes.has(track)) this.#indexes.set(track, new TrackIndex());
      this.#indexes.get(track)!.change(list);
    }
  }

  #take(record: Record_, after: Record_ | null, note: (track: TrackId, change: CueChange) => void): void {
    if (record.kind === "settings") this.settings = record.value;
    else if (record.kind === "track") this.#takeTrack(record.value, after !== null);
    else this.#takeCue(record.value.id, after?.kind === "cue" ? after.value : null, note);
  }

  #takeTrack(track: Track, stays: boolean): void {
    const others = this.tracks.filter((other) => other.id !== track.id);
    this.tracks = stays ? [...others, track].sort(byTrackRank) : others;
    if (!stays) this.#indexes.delete(track.id);
    else if (!this.#indexes.has(track.id)) this.#indexes.set(track.id, new TrackIndex());
  }

  #takeCue(id: CueId, after: Cue | null, note: (track: TrackId, change: CueChange) => void): void {
    const before = this.#cues.get(id) ?? null;
    if (after) this.#cues.set(id, after);
    else this.#cues.delete(id);
    if (before && after && before.track !== after.track) {
      note(before.track, { before, after: null });
      note(after.track, { before: null, after });
    } else if (before || after) {
      note((after ?? before)!.track, { before, after });
    }
  }
}

function byTrackRank(a: Track, b: Track): number {
  return a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
