/** The cues of the open project as the timeline lays them out, each track once for each revision. */
import type { ChangeKind, Cue, CueId, Note, Track, TrackId } from "../bridge";
import { comparison, project, threadsIn, type Thread } from "../document";
import { layoutTrack, relayoutTrack, type TrackLayout } from "./kernels/layout";

interface Held {
  readonly cues: readonly Cue[];
  readonly rev: number;
  readonly layout: TrackLayout<Cue>;
}

const held = new Map<string, Held>();

/** The layout of a list of cues; the same object until the list or the revision changes. */
function layoutOf(key: string, cues: readonly Cue[]): TrackLayout<Cue> {
  const known = held.get(key);
  // The list of a track is changed in place, but never without a new revision.
  if (known && known.cues === cues && known.rev === project.rev) return known.layout;
  const layout = known ? relayoutTrack(known.layout, cues) : layoutTrack(cues);
  held.set(key, { cues, rev: project.rev, layout });
  return layout;
}

const NO_CUES: readonly Cue[] = [];

/** The track that is being edited. */
export function activeLayout(): TrackLayout<Cue> {
  return layoutOf("active", project.activeTrackId === null ? NO_CUES : project.byTime(project.activeTrackId));
}

const NO_NOTES: readonly Note[] = [];
let said: { notes: readonly Note[]; moments: readonly Thread[] } = { notes: NO_NOTES, moments: [] };

/** What was said about moments of the track that is being edited and is still open, in the order of time. */
export function moments(): readonly Thread[] {
  const notes = project.activeTrack?.notes ?? NO_NOTES;
  if (said.notes !== notes) said = { notes, moments: threadsIn(notes, NO_CUES).filter(({ first }) => !first.resolved) };
  return said.moments;
}

/** What is drawn behind the track that is being edited. */
export interface Behind {
  readonly label: string;
  readonly layout: TrackLayout<Cue>;
  /** What became of a cue of it, or of a cue of the draft, where the two are compared. */
  readonly changes: { readonly there: (cue: CueId) => ChangeKind | undefined; readonly here: (cue: CueId) => ChangeKind | undefined } | null;
}

const CHANGES = { there: (cue: CueId) => comparison.ofOther(cue)?.kind, here: (cue: CueId) => comparison.ofDraft(cue)?.kind };

/** The other side of a comparison that is shown, or else the published revision; null where there is neither. */
export function behindLayout(): Behind | null {
  if (comparison.shown && comparison.ready && comparison.problem === null) {
    return { label: `Compared with: ${comparison.name}`, layout: layoutOf("compared", comparison.other), changes: CHANGES };
  }
  const cues = project.publishedCues(project.activeTrackId);
  if (!cues) return null;
  const revision = project.revisions.find(({ id }) => id === project.activeTrack?.published);
  return { label: publishedLabel(revision?.name ?? "published"), layout: layoutOf("published", cues), changes: null };
}

/** What the lane is called: the revision's name, with what it is where the name does not say so. */
function publishedLabel(name: string): string {
  return /publi/i.test(name) ? name : `Published: ${name}`;
}

/** Most reference tracks that are drawn. */
const MOST_REFERENCES = 2;

/** Tracks marked as references, except the one that is being edited. */
export function referenceLayouts(): { track: Track; layout: TrackLayout<Cue> }[] {
  return project.tracks
    .filter((track) => track.reference && track.id !== project.activeTrackId)
    .slice(0, MOST_REFERENCES)
    .map((track) => ({ track, layout: layoutOf(`reference ${track.id satisfies TrackId}`, project.byTime(track.id)) }));
}

/** Forgets the layouts of a project that was closed. */
export function forgetLayouts(): void {
  held.clear();
}
