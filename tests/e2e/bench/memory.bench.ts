import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { Key } from 'webdriverio';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { CUES, subtitles } from './programme.ts';
import { against, line, quantile } from './report.ts';

/** How much more memory the process that draws the page holds for a long project than for a short one. */

/** The limit, in megabytes of 2^20 bytes. */
const LIMIT = 50;
const FEW = 100;
const ROUNDS = 3;
const MEGABYTE = 2 ** 20;
/** How often and how many times the process is looked at while it gives back what it needed to open the project. */
const REST = { pause: 500, looks: 24 };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The web process's memory in megabytes, with so many cues open and looked at, once it has come to rest. */
async function memoryWith(cues: number): Promise<number> {
  const captions = join(folder, `${cues}.srt`);
  writeFileSync(captions, subtitles(cues));
  const editor = await Editor.launch({ args: [captions] });
  try {
    await until(async () => (await editor.count()) === cues, 'the cues to be listed', 60_000);
    await editor.browser.$('button[aria-label="Show the whole programme"]').click();
    await editor.select(2);
    for (const key of [Key.End, Key.PageUp, Key.PageUp, Key.Home]) {
      await editor.press(key);
      await editor.app.painted();
    }
    return (await atRest(editor)) / MEGABYTE;
  } finally {
    await editor.app.dispose();
  }
}

async function atRest(editor: Editor): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < REST.looks; look++) {
    await new Promise((resume) => setTimeout(resume, REST.pause));
    least = Math.min(least, editor.app.webMemory());
  }
  return least;
}

test('from few cues to many', async () => {
  const [few, many]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    few.push(await memoryWith(FEW));
    many.push(await memoryWith(CUES));
  }
  const [least, most] = [quantile(few, 0.5), quantile(many, 0.5)];
  line('web process memory', `${FEW} cues ${least.toFixed(0)} MB`, `${CUES} cues ${most.toFixed(0)} MB`, `grows by ${against(most - least, LIMIT, 'MB', 0)}`);
});
