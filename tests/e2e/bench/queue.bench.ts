import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { Practice } from '../harness/practice.ts';
import { against, line, quantile } from './report.ts';

/**
 * A queue of 5,000 requests in the real window: scrolled through, filtered letter by letter, and ordered by its columns.
 * Scrolling misses no frame, and a letter or a column no more than one, though here one comes in every frame.
 */

const REQUESTS = 5000;
/** The limits: frames of a screen with 60 of them a second in milliseconds, and frames a second while it is scrolled. */
const LIMITS = { scroll: 16.7, order: 33.3, filter: 33.3, rate: 54 };
const FRAMES = 240;

let folder: string;
let practice: Practice;
let editor: Editor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
  const world = join(folder, 'world.json');
  writeFileSync(world, JSON.stringify({ studio: { more_requests: REQUESTS } }));
  practice = await Practice.start(world);
  // As for the timeline: not the compositor that a machine without a GPU makes do with.
  editor = await Editor.launch({ env: { ...practice.env, WEBKIT_DISABLE_DMABUF_RENDERER: '1' } });
  await editor.run('Queue page');
  await until(async () => (await rows()) >= REQUESTS, 'the requests to be listed', 60_000);
}, 300_000);

afterAll(async () => {
  await editor?.app.dispose();
  await practice?.end();
  rmSync(folder, { recursive: true, force: true });
});

const GRID = '[role="grid"][aria-label="Requests and orders"]';

async function rows(): Promise<number> {
  return editor.browser.execute((grid) => Number(document.querySelector(grid)?.getAttribute('aria-rowcount') ?? 1) - 1, GRID);
}

/** What a run of acts came to: the work of each in milliseconds, with layout and paint, and frames a second. */
interface Measured {
  works: number[];
  rate: number;
}

/**
 * Runs in the window: one act in each frame, as fast as they are drawn. The work of a frame is from its first callback to
 * the task after its layout and paint.
 */
function runFrames(act: 'scroll' | 'filter' | 'order', frames: number, grid: string, done: (measured: Measured) => void): void {
  const body = document.querySelector<HTMLElement>(`${grid} .body`)!;
  const field = document.querySelector<HTMLInputElement>('input[aria-label^="Filter by title"]')!;
  const heads = [...document.querySelectorAll<HTMLElement>(`${grid} [role="columnheader"] button`)];
  const typed = 'lecture 41';
  const acts = {
    scroll: (frame: number) => (body.scrollTop = (frame * 317) % (body.scrollHeight - body.clientHeight)),
    filter: (frame: number) => {
      field.value = typed.slice(0, frame % (typed.length + 1));
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    order: (frame: number) => heads[frame % heads.length]!.click(),
  };
  const works: number[] = [];
  const shown: number[] = [];
  const step = (time: number) => {
    shown.push(time);
    if (shown.length > frames) return done({ works, rate: (1000 * frames) / (shown.at(-1)! - shown[0]!) });
    const start = performance.now();
    acts[act](shown.length);
    // The next task comes after the frame's layout and paint. One through a channel goes by way of another process.
    window.addEventListener('message', () => works.push(performance.now() - start), { once: true });
    window.postMessage(null, '*');
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

async function measure(name: string, act: 'scroll' | 'filter' | 'order'): Promise<void> {
  // Once before that to warm up.
  await editor.browser.executeAsync(runFrames, act, FRAMES, GRID);
  const { works, rate } = (await editor.browser.executeAsync(runFrames, act, FRAMES, GRID)) as Measured;
  const work = `with layout and paint median ${quantile(works, 0.5).toFixed(1)} ms, p95 ${against(quantile(works, 0.95), LIMITS[act], 'ms')}`;
  const frames = act === 'scroll' ? [against(rate, LIMITS.rate, 'frames/s', 0)] : [];
  line(`queue of ${REQUESTS} ${name}`, work, ...frames);
}

test.each([
  ['scrolled', 'scroll'],
  ['ordered by each column', 'order'],
  ['filtered letter by letter', 'filter'],
] as const)('%s', async (name, act) => measure(name, act));
