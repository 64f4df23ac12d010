/** The edits of spotting: setting in and out times from the playhead. */
import type { Cue, Edit, Limits, Time, Track } from "../../bridge/types";
import { FLICKS, frameAt, timeOfFrame, type FrameRate } from "../../document/time";

/** How long a cue stands that is put in at the playhead. */
export const NEW_CUE_DURATION = 2 * FLICKS;

/** Moves a cue's in to `time`; a cue that would end before it starts keeps its length and moves whole. */
export function setIn(cue: Cue, time: Time): Edit {
  const out = cue.out !== null && cue.out <= time ? time + (cue.out - cue.in) : cue.out;
  return { kind: "retime-cues", cues: [{ cue: cue.id, in: time, out }], ripple: false };
}

/** Moves a cue's out to `time`. */
export function setOut(cue: Cue, time: Time): Edit {
  return { kind: "retime-cues", cues: [{ cue: cue.id, in: cue.in, out: time }], ripple: false };
}

/** Ends one cue at `time` and starts the next as soon after it as the smallest gap allows. */
export function setOutAndStartNext(cue: Cue, next: Cue, time: Time, gap: Time): Edit {
  const start = time + gap;
  const out = next.out !== null && next.out <= start ? start + (next.out - next.in) : next.out;
  return {
    kind: "retime-cues", ripple: false,
    cues: [{ cue: cue.id, in: cue.in, out: time }, { cue: next.id, in: start, out }],
  };
}

/** Moves a cue's in to `time`, and it and all after it by as much. */
export function setInAndShiftRest(cue: Cue, time: Time): Edit {
  return { kind: "shift-cues", scope: { kind: "from", value: cue.id }, by: time - cue.in };
}

/**
 * An empty cue that starts at `time`. It makes way for the cue that starts
 * next, as long as that leaves it the shortest duration.
 */
export function insertAt(track: Track, time: Time, next: Cue | null, limits: Limits, gap: Time): Edit {
  const room = next === null ? Infinity : next.in - gap - time;
  const length = room >= limits.min_duration ? Math.min(NEW_CUE_DURATION, room) : limits.min_duration;
  return { kind: "insert-cue", track: track.id, in: time, out: time + length, rows: [] };
}

/** The smallest gap between two cues, as a time. */
export function smallestGap(limits: Limits, rate: FrameRate): Time {
  return timeOfFrame(rate, limits.min_gap_frames);
}

/**
 * The time a key stands for: the start of the frame that was on screen when it
 * went down, or `reaction` earlier, which is how late a person presses.
 */
export function pressedAt(rate: FrameRate, now: Time, reaction: Time): Time {
  return timeOfFrame(rate, Math.max(0, frameAt(rate, now - reaction)));
}
