import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { CUES, subtitles } from './programme.ts';
import { against, line, quantile } from './report.ts';

/**
 * A keystroke in the cue text of a long programme, in the real window: what the window does about it, from the key to the
 * painted frame. The time that WebDriver takes to deliver a key is not in it: the page's own clock says when it came.
 */

/** One frame of a screen with 60 of them a second, in milliseconds. */
const FRAME = 16.7;
const WORDS = 'the harbour keeps its own hours ';

let folder: string;
let editor: Editor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
  const captions = join(folder, 'programme.srt');
  writeFileSync(captions, subtitles());
  editor = await Editor.launch({
    args: [captions],
    // As for the timeline: not the compositor that a machine without a GPU makes do with.
    env: { WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
  });
  await until(async () => (await editor.count()) === CUES, 'the cues to be listed', 60_000);
  await editor.select(2);
  await editor.textField().click();
  await editor.typeHere(' and');
  await editor.browser.execute(watchKeys);
}, 300_000);

afterAll(async () => {
  await editor?.app.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What one keystroke took, in milliseconds. */
interface Keystroke {
  /** Until script has come to rest: the handlers, the change of the text, the effects. */
  script: number;
  /** Script, and the frame that shows it: animation callbacks, layout and paint. Waiting for the frame to begin is not work. */
  work: number;
  /** From the key to the painted frame, with the waiting. */
  elapsed: number;
}

declare global {
  interface Window {
    keystrokes: Keystroke[];
  }
}

/** Runs in the window: notes every keystroke from now on. */
function watchKeys(): void {
  window.keystrokes = [];
  window.addEventListener('keydown', (event) => note(event.timeStamp, performance.now()), { capture: true });

  // A real key was pressed in another process: until it is heard here, nothing of the window is at work.
  function note(came: number, heard: number): void {
    let [rested, frame] = [Number.NaN, Number.NaN];
    afterThisTask(() => (rested = performance.now()));
    requestAnimationFrame(() => {
      frame = performance.now();
      // The next task comes after the frame's layout and paint.
      afterThisTask(() => {
        const painted = performance.now();
        const script = Math.min(rested, frame) - heard;
        window.keystrokes.push({ script, work: script + painted - frame, elapsed: painted - came });
      });
    });
  }

  // A message to the window itself: one through a channel goes by way of another process.
  function afterThisTask(work: () => void): void {
    window.addEventListener('message', work, { once: true });
    window.postMessage(null, '*');
  }
}

/** Runs in the window: types as a fast hand does, without WebDriver. */
function typeInPage(text: string, done: () => void): void {
  const field = document.querySelector<HTMLElement>('[role="textbox"][aria-label="Text of the cue"]')!;
  const letters = [...text];
  const press = () => {
    const key = letters.shift();
    if (key === undefined) return done();
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    document.execCommand('insertText', false, key);
    field.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, cancelable: true }));
    // A rest after each word, in which what was typed is saved.
    setTimeout(press, key === ' ' ? 600 : 70);
  };
  press();
}

function report(name: string, strokes: readonly Keystroke[]): void {
  const of = (part: keyof Keystroke, share: number) => quantile(strokes.map((stroke) => stroke[part]), share);
  const script = `script median ${of('script', 0.5).toFixed(1)} ms, p95 ${of('script', 0.95).toFixed(1)} ms`;
  const work = `with layout and paint median ${of('work', 0.5).toFixed(1)} ms, p95 ${against(of('work', 0.95), FRAME, 'ms')}`;
  line(`keystroke ${name}`, script, work, `key to paint p95 ${of('elapsed', 0.95).toFixed(1)} ms`);
}

async function taken(count: number): Promise<Keystroke[]> {
  await until(async () => editor.browser.execute((count) => window.keystrokes.length >= count, count), 'the keys to be painted');
  return editor.browser.execute(() => window.keystrokes.splice(0));
}

test('typed in the page', async () => {
  await editor.browser.executeAsync(typeInPage, WORDS.repeat(4));
  report('typed in the page', await taken(WORDS.length * 4));
});

test('sent as real keys', async () => {
  for (const letter of WORDS.repeat(2)) await editor.browser.keys(letter);
  report('sent as real keys', await taken(WORDS.length * 2));
});
