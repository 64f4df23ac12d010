/** The commands of playing and of spotting. */
import { announce } from "../app/announce";
import { commands, type Command } from "../commands";
import type { Cue, Time } from "../bridge";
import { FLICKS, preferences, project } from "../document";
import { edgesOf, nextEdge, previousEdge } from "./kernels/edges";
import { player, rangeOf, SPEEDS, type Range } from "./player.svelte";
import { insertAtPlayhead, REACTION_PREFERENCE, spotIn, spotInAndShiftRest, spotOut, spotOutAndStartNext, spottedCue } from "./spot";
import { transport } from "./transport.svelte";

const HALF_SECOND = FLICKS / 2;

const needsProject = (): boolean | string => project.open || "Open a project first";
const needsCue = (): boolean | string => spottedCue() !== undefined || "Select a cue first";
const needsTrack = (): boolean | string => {
  if (!project.activeTrack) return "Open a project first";
  return project.activeTrack.reference ? "A reference track is not edited" : true;
};
const needsOwnCue = (): boolean | string => {
  const track = needsTrack();
  return track === true ? needsCue() : track;
};

type Entry = [id: string, title: string, run: () => void | Promise<void>, help?: string];

/** Commands that always hold while a project is open. */
const PLAYING: Entry[] = [
  ["player.toggle", "Play or pause", () => player.toggle()],
  ["player.play", "Play", () => player.play()],
  ["player.pause", "Pause", () => player.pause()],
  ["player.shuttleBack", "Shuttle backwards", () => player.shuttleBy(-1), "Each press is faster: 1, 2 and 4 times."],
  ["player.shuttleStop", "Shuttle: stop", () => player.pause()],
  ["player.shuttleForward", "Shuttle forwards", () => player.shuttleBy(1), "Each press is faster: 1, 2 and 4 times."],
  ["player.frameBack", "One frame back", () => player.step(-1)],
  ["player.frameForward", "One frame forward", () => player.step(1)],
  ["player.tenFramesBack", "Ten frames back", () => player.step(-10)],
  ["player.tenFramesForward", "Ten frames forward", () => player.step(10)],
  ["player.secondBack", "One second back", () => by(-FLICKS)],
  ["player.secondForward", "One second forward", () => by(FLICKS)],
  ["player.fiveSecondsBack", "Five seconds back", () => by(-5 * FLICKS)],
  ["player.fiveSecondsForward", "Five seconds forward", () => by(5 * FLICKS)],
  ["player.halfSecondBack", "Half a second back", () => by(-HALF_SECOND)],
  ["player.halfSecondForward", "Half a second forward", () => by(HALF_SECOND)],
  ["player.toStart", "To the start of the programme", () => player.seek(0)],
  ["player.toEnd", "To the end of the programme", () => player.seek(player.duration)],
  ["player.previousEdge", "To the previous cue edge", () => toEdge(previousEdge)],
  ["player.nextEdge", "To the next cue edge", () => toEdge(nextEdge)],
  ["player.goTo", "Go to time", () => transport.askForTime(), "Type a timecode, seconds, or a distance such as +2.5."],
  ["player.faster", "Play faster", () => changeSpeed(1)],
  ["player.slower", "Play slower", () => changeSpeed(-1)],
  ["player.normalSpeed", "Play at normal speed", () => setSpeed(1)],
  ["player.mute", "Mute or unmute", () => mute()],
  ["player.volumeUp", "Louder", () => player.setVolume(player.volume + 0.1)],
  ["player.volumeDown", "Quieter", () => player.setVolume(player.volume - 0.1)],
];

/** Commands about the stretch of the selected cue. */
const AROUND_CUE: Entry[] = [
  ["player.toCueStart", "To the start of the cue", () => withRange(({ from }) => player.seek(from))],
  ["player.toCueEnd", "To the end of the cue", () => withRange(({ to }) => player.seek(to))],
  ["player.playCue", "Play the cue", () => withRange(({ from, to }) => player.playRange(from, to))],
  ["player.playFirst", "Play the first half second of the cue", () => withRange(({ from, to }) => player.playRange(from, Math.min(to, from + HALF_SECOND)))],
  ["player.playLast", "Play the last half second of the cue", () => withRange(({ from, to }) => player.playRange(Math.max(from, to - HALF_SECOND), to))],
  ["player.playBeforeIn", "Play half a second before the in", () => withRange(({ from }) => playBefore(from))],
  ["player.playAfterIn", "Play half a second after the in", () => withRange(({ from }) => player.playRange(from, from + HALF_SECOND))],
  ["player.playBeforeOut", "Play half a second before the out", () => withRange(({ to }) => playBefore(to))],
  ["player.playAfterOut", "Play half a second after the out", () => withRange(({ to }) => player.playRange(to, to + HALF_SECOND))],
  ["player.playFromCue", "Play on from the cue", () => withRange(({ from }) => playFrom(from))],
];

const SPOTTING: Entry[] = [
  ["cue.setIn", "Set in to the playhead", spotIn, "Takes the frame that was on screen when the key went down, also while playing."],
  ["cue.setOut", "Set out to the playhead", spotOut, "Takes the frame that was on screen when the key went down, also while playing."],
  ["cue.setOutAndStartNext", "Set out and start the next cue", spotOutAndStartNext, "The next cue starts after the smallest gap, and is selected."],
  ["cue.setInAndShiftRest", "Set in and shift the rest", spotInAndShiftRest, "Moves this cue and all after it by as much."],
];

/** Adds the commands of this folder. */
export function registerPlayerCommands(): void {
  add(PLAYING, "Playback", needsProject);
  add(AROUND_CUE, "Playback", needsCue);
  add(SPOTTING, "Cue", needsOwnCue, false);
  add([["cue.insertAtPlayhead", "Insert a cue at the playhead", insertAtPlayhead]], "Cue", needsTrack, false);
  registerReaction();
  commands.register({
    id: "player.loopCue", title: "Loop the cue", group: "Playback", when: needsCue,
    help: "Plays the selected cue again and again, and follows its edges while they are moved.",
    checked: () => player.looping, run: loopCue,
  });
  commands.register({
    id: "player.safeArea", title: "Show the safe area", group: "View", checked: () => transport.safeArea,
    run: () => transport.setSafeArea(!transport.safeArea),
  });
  commands.register({
    id: "player.captionView", title: "608 view", group: "View", checked: () => transport.view === "grid",
    help: "Captions on the 32 x 15 grid, as a decoder draws them; else as a WebVTT player does.",
    run: () => transport.nextView(),
  });
}

function add(entries: Entry[], group: string, when: Command["when"], repeats = true): void {
  for (const [id, title, run, help] of entries) {
    commands.register({ id, title, group, when, repeats, run: () => run(), ...(help ? { help } : {}) });
  }
}

/** Reaction times that can be chosen, in milliseconds. */
const REACTIONS = [0, 50, 100, 150, 200, 250, 300];

function registerReaction(): void {
  const chosen = (): number => preferences.panel(REACTION_PREFERENCE, 0);
  commands.register({
    id: "cue.reaction", group: "Cue", title: () => `Reaction time while playing: ${chosen()} ms`,
    help: "Set in and set out count back by it while the programme plays. Each time this is chosen, the next value holds.",
    run: () => {
      preferences.setPanel(REACTION_PREFERENCE, REACTIONS[(REACTIONS.indexOf(chosen()) + 1) % REACTIONS.length]!);
      announce(`Reaction time ${chosen()} milliseconds`);
    },
  });
}

/** The ids of every command of this folder, for the key presets. */
export const playerCommandIds: readonly string[] = [
  ...[...PLAYING, ...AROUND_CUE, ...SPOTTING].map(([id]) => id),
  "cue.insertAtPlayhead", "player.loopCue", "player.safeArea", "player.captionView", "cue.reaction",
];

function by(distance: Time): void {
  player.seek(player.now() + distance);
}

function toEdge(find: typeof nextEdge): void {
  const edges = edgesOf(project.byTime(project.activeTrackId));
  const edge = find(edges, player.frames, player.time);
  if (edge === null) announce("No further cue edge");
  else player.seek(edge);
}

function withRange(act: (range: Range) => void): void {
  const cue = spottedCue();
  if (cue) act(rangeOf(cue));
}

function playBefore(time: Time): void {
  player.playRange(Math.max(0, time - HALF_SECOND), time);
}

function playFrom(time: Time): void {
  player.stopLooping();
  player.seek(time);
  player.play();
}

function loopCue(): void {
  if (player.looping) {
    player.stopLooping();
    announce("Loop off");
    return;
  }
  const id = spottedCue()?.id;
  if (id === undefined) return;
  const bounds = (): Range | null => {
    const cue: Cue | undefined = project.cue(id);
    return cue ? rangeOf(cue) : null;
  };
  player.playBounds(bounds, true);
  announce("Loop on");
}

function setSpeed(speed: number): void {
  player.setSpeed(speed);
  announce(`Speed ${player.speed}`);
}

function changeSpeed(steps: 1 | -1): void {
  const nearest = SPEEDS.findIndex((speed) => speed >= player.speed);
  setSpeed(SPEEDS[Math.min(Math.max(nearest + steps, 0), SPEEDS.length - 1)]!);
}

function mute(): void {
  player.setMuted(!player.muted);
  announce(player.muted ? "Sound off" : "Sound on");
}
