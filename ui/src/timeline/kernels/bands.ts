/** How the height of the timeline is shared out. */

/** A horizontal band, in CSS pixels from the top of the body. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

/** The bands below the overview, from the top. */
export interface Bands {
  readonly ruler: Band;
  /** Where speech was found; null until something is known of it. */
  readonly speech: Band | null;
  readonly waveform: Band;
  readonly cues: Band;
  /** The published revision, with its name above the boxes. */
  readonly published: Band | null;
  readonly references: readonly Band[];
  readonly height: number;
}

/** What there is to show. */
export interface BandContents {
  readonly speech: boolean;
  readonly published: boolean;
  readonly references: number;
}

const RULER = 24;
const SPEECH = 8;
const PUBLISHED = 28;
const REFERENCE = 22;
const GAP = 4;
const LEAST_WAVEFORM = 32;

/** Shares out a height: the waveform takes what is left, the cues about a third. */
export function shareBands(height: number, contents: BandContents): Bands {
  const speech = contents.speech ? SPEECH : 0;
  const published = contents.published ? PUBLISHED : 0;
  const references = contents.references * REFERENCE;
  const free = Math.max(0, height - RULER - speech - published - references - 3 * GAP);
  const cues = Math.round(Math.min(84, Math.max(28, Math.min(free * 0.42, free - LEAST_WAVEFORM))));
  const waveform = Math.max(0, free - cues);
  const cuesTop = RULER + speech + waveform + GAP;
  const publishedTop = cuesTop + cues + GAP;
  const referencesTop = publishedTop + published;
  return {
    ruler: { top: 0, height: RULER },
    speech: contents.speech ? { top: RULER, height: SPEECH } : null,
    waveform: { top: RULER + speech, height: waveform },
    cues: { top: cuesTop, height: cues },
    published: contents.published ? { top: publishedTop, height: PUBLISHED } : null,
    references: Array.from({ length: contents.references }, (_, index) => ({ top: referencesTop + index * REFERENCE, height: REFERENCE })),
    height,
  };
}

/** Whether a place lies in a band. */
export function inBand(band: Band | null, y: number): boolean {
  return band !== null && y >= band.top && y < band.top + band.height;
}

/** The part of the cue band that a lane has. */
export function laneBand(cues: Band, lane: number, lanes: number): Band {
  const share = cues.height / Math.max(1, lanes);
  const top = Math.round(cues.top + lane * share);
  const bottom = Math.round(cues.top + (lane + 1) * share) - (lane + 1 < lanes ? 2 : 0);
  return { top, height: Math.max(2, bottom - top) };
}
