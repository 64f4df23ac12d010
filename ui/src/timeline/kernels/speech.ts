/** What the timeline says aloud. */

/** A cue or one of its edges, in the words of the reader's timecode. */
export interface SpokenEdge {
  readonly number: number;
  readonly part: "body" | "in" | "out";
  readonly time: string;
  /** Frames to the neighbour that the edge faces; null without one. */
  readonly gap: number | null;
}

const count = (frames: number): string => `${frames} ${Math.abs(frames) === 1 ? "frame" : "frames"}`;

/** "Out of cue 12, 00:00:14;02, gap 4 frames". */
export function speakEdge(edge: SpokenEdge): string {
  const name = edge.part === "body" ? `Cue ${edge.number}` : `${edge.part === "in" ? "In" : "Out"} of cue ${edge.number}`;
  return [name, edge.time, speakGap(edge.gap)].filter(Boolean).join(", ");
}

/** "gap 4 frames", "touching", "overlap 2 frames"; empty without a neighbour. */
export function speakGap(gap: number | null): string {
  if (gap === null) return "";
  if (gap === 0) return "touching";
  return gap > 0 ? `gap ${count(gap)}` : `overlap ${count(-gap)}`;
}

/** "Cue 12, 00:00:12;00 to 00:00:14;02, The moon pulls" — what a step to a cue says. */
export function speakCue(cue: { number: number; from: string; to: string; text: string }): string {
  return `Cue ${cue.number}, ${cue.from} to ${cue.to}${cue.text ? `, ${cue.text}` : ", no text"}`;
}
