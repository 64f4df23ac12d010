import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';

/**
 * The timeline of a long programme, in the real window: script time of a frame while it is panned, zoomed and dragged on,
 * and frames a second with the software compositor out of the way.
 */
const HOURS = 3;
const CUES = 20_000;
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

/** Three hours of sound at 8 kHz: noise that swells and fades like speech. */
async function writeSound(path: string): Promise<void> {
  const rate = 8000;
  const samples = HOURS * 3600 * rate;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples * 2, 40);
  const file = createWriteStream(path);
  file.write(header);
  let seed = 1;
  for (let minute = 0; minute < HOURS * 60; minute++) {
    const block = Buffer.alloc(rate * 60 * 2);
    for (let at = 0; at < rate * 60; at++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const swell = Math.abs(Math.sin(at / 1900) * Math.sin(at / 700 + minute));
      block.writeInt16LE(Math.round((seed / 4_294_967_296 - 0.5) * 44_000 * swell), at * 2);
    }
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** Cues one after the other over the whole programme. */
function subtitles(): string {
  const every = (HOURS * 3_600_000) / CUES;
  const clock = (milliseconds: number) => new Date(milliseconds).toISOString().slice(11, 23).replace('.', ',');
  return Array.from({ length: CUES }, (_, index) => {
    const start = Math.round(index * every);
    return `${index + 1}\n${clock(start)} --> ${clock(start + Math.round(every * 0.85))}\nCue ${index + 1} of many,\nin two rows.\n`;
  }).join('\n');
}

/** What a run of frames came to. */
interface Measured {
  /** Script time of each frame, in milliseconds; the web view's clock has a grain of one. */
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
  return editor.browser.executeAsync(runGesture, gesture, FRAMES, DRAGGED) as Promise<Measured>;
}

/** Runs in the window. */
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
  const shown: number[] = [];
  const step = (time: number) => {
    shown.push(time);
    if (shown.length <= frames) {
      act(shown.length);
      requestAnimationFrame(step);
      return;
    }
    body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    body.dispatchEvent(new CustomEvent('measureframes', { detail: false }));
    const scripts = performance.getEntriesByName('timeline.frame', 'measure').map((entry) => entry.duration);
    done({ scripts, rate: (1000 * (shown.length - 1)) / (shown.at(-1)! - shown[0]!) });
  };
  body.dispatchEvent(new CustomEvent('measureframes', { detail: true }));
  if (gesture === 'drag') pointer('pointerdown', 0);
  requestAnimationFrame(step);
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
  const sorted = [...scripts].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const script = `script ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms (${(at(0.95) / LIMITS.script).toFixed(2)} of ${LIMITS.script} ms)`;
  process.stdout.write(`timeline ${name.padEnd(24)} ${script}, ${rate.toFixed(0)} frames/s (${(rate / LIMITS.rate).toFixed(2)} of ${LIMITS.rate})\n`);
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
