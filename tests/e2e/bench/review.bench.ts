import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { CUES, subtitles } from './programme.ts';
import { against, line, quantile } from './report.ts';

/**
 * A draft of 20,000 cues beside its revision, opened in the real window while it draws: how long its frames take, in which
 * nothing else could be done, from the command to the list of changes, and how long that is.
 */

/** The limit: the longest frame in milliseconds, two of which are missed. */
const LONGEST = 50;
const ROUNDS = 5;
const GRID = '[role="grid"][aria-label="Changes"]';

let folder: string;
let editor: Editor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
  const captions = join(folder, 'programme.srt');
  writeFileSync(captions, subtitles());
  // As for the timeline: not the compositor that a machine without a GPU makes do with.
  editor = await Editor.launch({ args: [captions], env: { WEBKIT_DISABLE_DMABUF_RENDERER: '1' } });
  await until(async () => (await editor.count()) === CUES, 'the cues to be listed', 60_000);
  await editor.run('Publish\u2026');
  await editor.submit();
  await editor.run('Find and replace');
  await editor.browser.$('input[aria-label="Find"]').setValue('1 of many');
  await editor.browser.$('input[aria-label="Replace with"]').setValue('one of many');
  await editor.browser.$('button=Replace all').click();
  await editor.saved();
  await editor.browser.$('[role="tab"]*=Cues').click();
  await editor.select(2);
}, 300_000);

afterAll(async () => {
  await editor?.app.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** What opening came to, in milliseconds. */
interface Opened {
  longest: number;
  took: number;
}

/** Runs in the window: watches its frames until changes are listed and drawn. */
function watchFrames(grid: string): void {
  const start = performance.now();
  let [before, longest, listed] = [start, 0, 0];
  (window as unknown as { opened: Promise<Opened> }).opened = new Promise((opened) => {
    const step = (time: number) => {
      longest = Math.max(longest, time - before);
      before = time;
      if (document.querySelector(`${grid} [data-place]`)) listed += 1;
      if (listed > 10) opened({ longest, took: time - start });
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

/** Opens what is compared anew each time, since the draft has changed. */
async function open(round: number): Promise<Opened> {
  await editor.run('Edit page');
  await editor.run(`Move the edge or cue a frame ${round % 2 === 0 ? 'later' : 'earlier'}`);
  await editor.saved();
  await editor.app.painted();
  await editor.browser.execute(watchFrames, GRID);
  await editor.browser.$('nav[aria-label="Pages"] a[href="#review"]').click();
  // One question that waits: asking again and again would be seen in the frames.
  return editor.browser.execute(() => (window as unknown as { opened: Promise<Opened> }).opened);
}

test('opened', async () => {
  const opened: Opened[] = [];
  for (let round = 0; round < ROUNDS; round++) opened.push(await open(round));
  const longest = quantile(opened.map((one) => one.longest), 0.5);
  const took = quantile(opened.map((one) => one.took), 0.5);
  line(`${CUES} cues compared`, `longest frame ${against(longest, LONGEST, 'ms', 0)}`, `listed after ${took.toFixed(0)} ms`);
});
