/** Spotting: what the keys that set times do with the cue that is selected. */
import { announce } from "../app/announce";
import type { Cue, Edit, Time } from "../bridge";
import { FLICKS, formatTimecode, frameRate, preferences, project, selection } from "../document";
import { insertAt, pressedAt, setIn, setInAndShiftRest, setOut, setOutAndStartNext, smallestGap } from "./kernels/spotting";
import { player } from "./player.svelte";

/** The preference, in milliseconds, of how late a person presses a key while it plays. */
export const REACTION_PREFERENCE = "spotting.reaction";

/** The cue that single-cue commands are about. */
export function spottedCue(): Cue | undefined {
  return selection.primary === null ? undefined : project.committed(selection.primary);
}

/**
 * The time that a key pressed this moment stands for. Read before anything
 * else happens, so that nothing the edit waits for can move it.
 */
export function pressTime(): Time {
  const milliseconds = player.playing ? preferences.panel(REACTION_PREFERENCE, 0) : 0;
  return pressedAt(player.frames, player.now(), Math.round((milliseconds * FLICKS) / 1000));
}

/** The smallest gap between two cues of this project. */
export function gap(): Time {
  return smallestGap(project.settings.limits, frameRate(project.settings.timebase.rate));
}

/** The cue after another in the order of the list. */
export function following(cue: Cue): Cue | undefined {
  const id = project.order(cue.track)[project.numberOf(cue.id)];
  return id === undefined ? undefined : project.committed(id);
}

async function send(edit: Edit, said: string): Promise<boolean> {
  const outcome = await project.apply(edit, { select: edit.kind === "insert-cue" });
  if (outcome.kind === "done") announce(said);
  return outcome.kind === "done";
}

const at = (time: Time): string => formatTimecode(project.settings, time);

/** Runs `act` with the selected cue and the time of the key press. */
function withCue(act: (cue: Cue, time: Time) => Promise<unknown>): () => Promise<void> {
  return async () => {
    const time = pressTime();
    const cue = spottedCue();
    if (cue) await act(cue, time);
  };
}

/** Sets the in of the selected cue to the playhead. */
export const spotIn = withCue((cue, time) => send(setIn(cue, time), `In ${at(time)}`));

/** Sets the out of the selected cue to the playhead. */
export const spotOut = withCue((cue, time) => send(setOut(cue, time), `Out ${at(time)}`));

/** Moves the selected cue's in to the playhead, and everything after it along. */
export const spotInAndShiftRest = withCue((cue, time) =>
  send(setInAndShiftRest(cue, time), `In ${at(time)}, the rest moved along`),
);

/** Ends the selected cue at the playhead and starts the next one, which is then selected. */
export const spotOutAndStartNext = withCue(async (cue, time) => {
  const next = following(cue);
  if (!next) {
    if (await send(setOut(cue, time), `Out ${at(time)}`)) await insertCue(time + gap());
    return;
  }
  const done = await send(setOutAndStartNext(cue, next, time, gap()), `Out ${at(time)}, cue ${project.numberOf(next.id)} starts`);
  if (done) selection.set([next.id]);
});

/** Puts an empty cue in at a time and selects it. */
export async function insertCue(time: Time): Promise<void> {
  const track = project.activeTrack;
  if (!track) return;
  const next = project.byTime(track.id).find((cue) => cue.in > time) ?? null;
  await send(insertAt(track, time, next, project.settings.limits, gap()), `New cue at ${at(time)}`);
}

/** Puts an empty cue in at the playhead. */
export function insertAtPlayhead(): Promise<void> {
  return insertCue(pressTime());
}
