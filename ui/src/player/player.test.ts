import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaStatus } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { sampleDocument } from "../bridge/fake-sample";
import { FLICKS, frameRate, project, timeOfFrame } from "../document";
import { VirtualClock } from "./clock";
import { FakeMedia } from "./fake-media";
import { Player } from "./player.svelte";

const NTSC = frameRate("30000/1001");
const at = (frame: number) => timeOfFrame(NTSC, frame);
/** The middle of a frame, in seconds. */
const middle = (frame: number) => ((frame + 0.5) * 1001) / 30000;

let frames: FrameRequestCallback[] = [];
let now = 0;

/** Runs what waits for the next animation frame, `milliseconds` later. */
function frame(milliseconds = 0): void {
  now += milliseconds;
  const due = frames;
  frames = [];
  for (const callback of due) callback(now);
}

function media(change: Partial<MediaStatus> = {}): MediaStatus {
  return {
    url: "http://127.0.0.1/x", path: "/x.mp4", name: "x.mp4", duration: at(1798), frame_rate: "30000/1001",
    variable_frame_rate: false, has_video: true, has_audio: true, start_offset: 0, notices: [], ...change,
  };
}

let element: FakeMedia;
let player: Player;

beforeEach(async () => {
  frames = [];
  now = 0;
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const snapshot = await new FakeBackend({ document: sampleDocument(20), media: media() }).snapshot();
  project.unload();
  project.load(snapshot!);
  element = new FakeMedia();
  player = new Player();
  player.attach(element);
  element.arrive();
  element.asked = [];
});

describe("seeking", () => {
  it("aims at the middle of the frame and tells its start", () => {
    player.seek(at(100));
    expect(element.asked).toEqual([expect.closeTo(middle(100), 9)]);
    expect(player.time).toBe(at(100));
    expect(player.now()).toBe(at(100));
  });

  it("adds the container's start offset", () => {
    project.take({ kind: "media", media: media({ start_offset: FLICKS / 100 }) });
    player.seek(at(100));
    expect(element.asked.at(-1)).toBeCloseTo(middle(100) + 0.01, 9);
    expect(player.now()).toBe(at(100));
  });

  it("goes to the nearest frame, so that a time in whole milliseconds finds its frame", () => {
    player.seek(Math.round(5.405 * FLICKS));
    expect(player.time).toBe(at(162));
    expect(player.inside).toBeGreaterThan(5.405 * FLICKS);
  });

  it("keeps only the newest target while a seek is under way", () => {
    for (const target of [10, 20, 30, 40]) player.seek(at(target));
    expect(player.time).toBe(at(40));
    expect(element.asked).toHaveLength(1);
    element.arrive();
    expect(element.asked).toEqual([expect.closeTo(middle(10), 9), expect.closeTo(middle(40), 9)]);
  });

  it("goes on when the element does not tell that it arrived", () => {
    element.tellsSeeked = false;
    player.seek(at(10));
    player.seek(at(20));
    element.arrive();
    frame(16);
    expect(element.asked.at(-1)).toBeCloseTo(middle(20), 9);
  });

  it("stays within the programme", () => {
    player.seek(-5 * FLICKS);
    expect(player.time).toBe(0);
    element.arrive();
    player.seek(10_000 * FLICKS);
    expect(player.time).toBe(at(1797));
  });

  it("steps frame by frame, every one of them", () => {
    for (let expected = 1; expected <= 50; expected++) {
      player.step(1);
      element.arrive();
      expect(player.time).toBe(at(expected));
    }
    player.step(-10);
    expect(player.time).toBe(at(40));
    player.step(-100);
    expect(player.time).toBe(0);
  });
});

describe("playing", () => {
  it("plays without waiting for a promise that stays open, and reads the time live", () => {
    player.play();
    expect(player.playing).toBe(true);
    expect(element.paused).toBe(false);
    element.run(2);
    expect(player.now()).toBe(Math.round((2 + middle(0)) * FLICKS));
    frame(2000);
    expect(player.time).toBe(player.now());
  });

  it("tells those who listen on every animation frame", () => {
    const heard: number[] = [];
    const stop = player.subscribe((time) => heard.push(time));
    player.play();
    element.run(0.1);
    frame(100);
    element.run(0.1);
    frame(100);
    stop();
    frame(100);
    expect(heard).toHaveLength(2);
    expect(heard[1]! - heard[0]!).toBeCloseTo(FLICKS / 10, -1);
  });

  it("stops on the frame that was on screen", () => {
    player.play();
    element.run(1.001);
    player.pause();
    expect(player.time).toBe(at(30));
    expect(element.asked.at(-1)).toBeCloseTo(middle(30), 9);
    expect(element.paused).toBe(true);
  });

  it("keeps the target of a jump until the element has got there", () => {
    player.play();
    player.seek(at(300));
    element.run(0.5);
    frame(16);
    expect(player.now()).toBe(at(300));
    element.arrive();
    element.run(0.5);
    frame(500);
    expect(player.now()).toBeGreaterThan(at(314));
  });

  it("is not stopped by the event of an earlier pause", () => {
    player.play();
    player.pause();
    player.play();
    element.dispatchEvent(new Event("pause"));
    expect(player.playing).toBe(true);
  });

  it("stops where the element stops by itself", () => {
    player.play();
    element.arrive();
    element.pause();
    expect(player.playing).toBe(false);
  });

  it("starts again from the beginning at the end", () => {
    player.seek(at(1797));
    element.arrive();
    player.play();
    expect(player.time).toBe(0);
  });

  it("says that it waits when time stands still", () => {
    player.play();
    frame(16);
    frame(400);
    expect(player.waiting).toBe(true);
    element.run(0.1);
    frame(16);
    expect(player.waiting).toBe(false);
  });
});

describe("stretches", () => {
  it("plays once and stands on the last frame", () => {
    player.playRange(at(30), at(60));
    element.arrive();
    element.run(0.5);
    frame(500);
    expect(player.playing).toBe(true);
    element.run(0.6);
    frame(600);
    expect(player.playing).toBe(false);
    expect(player.time).toBe(at(59));
  });

  it("plays again and again, following the edges while they move", () => {
    let out = at(60);
    player.playBounds(() => ({ from: at(30), to: out }), true);
    element.arrive();
    out = at(45);
    element.run(0.6);
    frame(600);
    expect(player.playing).toBe(true);
    expect(player.time).toBe(at(30));
    player.stopLooping();
    element.arrive();
    element.run(3);
    frame(3000);
    expect(player.playing).toBe(true);
    expect(player.time).toBeGreaterThan(at(60));
  });

  it("lets go of the loop when the user goes elsewhere", () => {
    player.playRange(at(30), at(60), { loop: true });
    player.seek(at(200));
    expect(player.looping).toBe(false);
  });
});

describe("speed", () => {
  it("goes faster with each press of the shuttle, and back by itself", () => {
    player.shuttleBy(1);
    expect([player.rate, element.playbackRate]).toEqual([1, 1]);
    player.shuttleBy(1);
    player.shuttleBy(1);
    player.shuttleBy(1);
    expect(element.playbackRate).toBe(4);
    player.pause();
    expect([player.rate, player.shuttle]).toEqual([1, 0]);
  });

  it("goes backwards by seeking", () => {
    player.seek(at(300));
    element.arrive();
    player.shuttleBy(-1);
    element.arrive();
    expect(element.paused).toBe(true);
    frame(1001);
    expect(player.time).toBe(at(270));
    player.shuttleBy(-1);
    element.arrive();
    frame(1001);
    expect(player.time).toBe(at(210));
    frame(60_000);
    expect([player.time, player.playing]).toEqual([0, false]);
  });

  it("keeps the speed that was chosen", () => {
    player.setSpeed(1.5);
    player.play();
    player.pause();
    expect(element.playbackRate).toBe(1.5);
    player.setSpeed(100);
    expect(player.speed).toBe(4);
  });
});

describe("without media", () => {
  it("runs on a clock of its own and keeps the place", () => {
    player.seek(at(90));
    const alone = new VirtualClock(() => now);
    player = new Player(alone);
    player.seek(at(90));
    player.play();
    now += 2000;
    frame();
    expect(player.time / FLICKS).toBeCloseTo(middle(90) + 2, 6);
    player.setSpeed(2);
    now += 1000;
    frame();
    expect(player.time / FLICKS).toBeCloseTo(middle(90) + 4, 6);
  });

  it("goes on where the media cannot be played", () => {
    player.seek(at(90));
    player.fail({ message: "No decoder" });
    expect(player.failure?.message).toBe("No decoder");
    expect(player.time).toBe(at(90));
    player.step(1);
    expect(player.time).toBe(at(91));
  });

  it("is as long as its captions need", () => {
    project.take({ kind: "media", media: null });
    expect(player.duration).toBeGreaterThanOrEqual(600 * FLICKS);
  });
});
