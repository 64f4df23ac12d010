import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { CUES, HOURS, subtitles, writeSound } from './programme.ts';
import { against, line, quantile } from './report.ts';

/**
 * The timeline of a long programme, in the real window: script time of a frame while it is panned, zoomed and dragged on,
 * and frames a second with the software compositor out of the way.
 */

/** The limits: script time of 95 of 100 frames in milliseconds, and frames a second. */
const LIMITS = { script: 4, rate: 54 };
const FRAMES = 240;
/** What one unit of the wheel zooms by, as the timeline has it. */
const WHEEL_ZOOM = 0.0018;

let folder: string;
let editor: Editor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
  const [sound, captions] = [join(folder, 'programme.wav'), join(folder, 'programme.srt')];
  await writeSound(sound);
  writeFileSync(captions, subtitles());
  editor = await Editor.launch({
    args: [captions],
    // On a machine without a GPU the default renderer measures its compositor and nothing else.
    env: { WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
    dialogs: [{ kind: 'open-media', path: sound }],
  });
  await until(async () => (await editor.count()) === CUES, 'the cues to be listed', 60_000);
  await editor.browser.$('button=Open media…').click();
  await until(async () => editor.browser.execute(() => document.body.innerText.includes('waveform exact')), 'the waveform', 120_000);
}, 300_000);

afterAll(async () => {
  await editor?.app.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What a run of frames came to. */
interface Measured {
  /** Script time of each frame in which the timeline drew, in milliseconds; the web view's clock has a grain of one. */
  scripts: number[];
  rate: number;
}

type Gesture = 'pan' | 'zoom' | 'drag';

/** Where the cue that is dragged stands while 20 s are on screen: the middle of the third cue, as a share of the width. */
const DRAGGED = (2.425 * (HOURS * 3600)) / CUES / 20;

/** Makes a gesture for so many frames, one event in each, as fast as the window draws them. Once before that to warm up. */
async function measure(gesture: Gesture, seconds: number): Promise<Measured> {
  await show(seconds);
  await editor.browser.executeAsync(runGesture, gesture, FRAMES, DRAGGED);
  await show(seconds);
  const measured = (await editor.browser.executeAsync(runGesture, gesture, FRAMES, DRAGGED)) as Measured;
  if (measured.scripts.length < FRAMES * 0.8) throw new Error(`the timeline drew in ${measured.scripts.length} of ${FRAMES} frames`);
  return measured;
}

/**
 * Runs in the window. A frame's script time is from its event, through everything that the window does about it before
 * layout and paint: handlers, effects and drawing. So it begins with the first callback of the frame, and ends with the
 * last.
 */
function runGesture(gesture: Gesture, frames: number, place: number, done: (measured: Measured) => void): void {
  const body = document.querySelector<HTMLElement>('[role="application"][aria-label="Timeline"]')!;
  const box = body.getBoundingClientRect();
  const at = { clientX: box.left + box.width * place, clientY: box.bottom - 30, bubbles: true, cancelable: true };
  const wheel = (init: WheelEventInit) => body.dispatchEvent(new WheelEvent('wheel', { ...at, ...init }));
  const pointer = (type: string, x: number) =>
    body.dispatchEvent(new PointerEvent(type, { ...at, clientX: at.clientX + x, pointerId: 1, button: 0 }));
  const act = (frame: number) => {
    if (gesture === 'pan') wheel({ deltaY: 8 });
    else if (gesture === 'zoom') wheel({ deltaY: frame % 120 < 60 ? -70 : 70, ctrlKey: true });
    else pointer('pointermove', Math.sin(frame / 15) * 40);
  };
  const canvas = CanvasRenderingContext2D.prototype;
  const { clearRect } = canvas;
  const { requestAnimationFrame } = window;
  const scripts: number[] = [];
  let [cleared, frame, start, end] = [0, 0, 0, 0];
  const next = (time: number) => {
    // A frame that did not clear a canvas has not drawn, and says nothing about drawing.
    if (cleared > 0 && frame > 0) scripts.push(end - start);
    [cleared, frame, start] = [0, time, performance.now()];
  };
  canvas.clearRect = function (...area) {
    cleared++;
    clearRect.apply(this, area);
  };
  window.requestAnimationFrame = (callback) =>
    requestAnimationFrame((time) => {
      // All callbacks of a frame are told the same time.
      if (time !== frame) next(time);
      callback(time);
      end = performance.now();
    });
  const shown: number[] = [];
  const finish = () => {
    body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    canvas.clearRect = clearRect;
    window.requestAnimationFrame = requestAnimationFrame;
    done({ scripts, rate: (1000 * (shown.length - 1)) / (shown.at(-1)! - shown[0]!) });
  };
  const step = (time: number) => {
    shown.push(time);
    if (shown.length > frames) return finish();
    window.requestAnimationFrame(step);
    act(shown.length);
  };
  if (gesture === 'drag') pointer('pointerdown', 0);
  window.requestAnimationFrame(step);
}

/** Shows the first so many seconds. */
async function show(seconds: number): Promise<void> {
  await editor.browser.$('button[aria-label="Show the whole programme"]').click();
  const whole = HOURS * 3600 * 1.02;
  await editor.browser.execute(
    (deltaY) => {
      const body = document.querySelector<HTMLElement>('[role="application"][aria-label="Timeline"]')!;
      const box = body.getBoundingClientRect();
      body.dispatchEvent(new WheelEvent('wheel', { deltaY, ctrlKey: true, clientX: box.left, clientY: box.top + 60, bubbles: true, cancelable: true }));
    },
    Math.log(seconds / whole) / WHEEL_ZOOM,
  );
  await editor.app.painted();
}

function report(name: string, { scripts, rate }: Measured): void {
  const script = `script median ${quantile(scripts, 0.5).toFixed(1)} ms, p95 ${against(quantile(scripts, 0.95), LIMITS.script, 'ms')}`;
  line(`timeline ${name}`, script, against(rate, LIMITS.rate, 'frames/s', 0));
}

test.each([
  ['panned, 20 s on screen', 'pan', 20],
  ['panned, 5 min on screen', 'pan', 300],
  ['panned, 1 h on screen', 'pan', 3600],
  ['zoomed, 3 h to 6 s', 'zoom', HOURS * 3600],
  ['a cue dragged', 'drag', 20],
] as const)('%s', async (name, gesture, seconds) => {
  report(name, await measure(gesture, seconds));
});
