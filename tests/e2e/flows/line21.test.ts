import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'webdriverio';
import { afterAll, beforeAll, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { SAMPLE } from '../harness/places.ts';

// Captions of CEA-608 over the picture: on the grid of a decoder, moved over it by the panel, and rolling up.

/** "Hello from" and "the second row" at once, then three rows in a window of two. */
const CAPTIONS = `Scenarist_SCC V1.0

00:00:01;00\t9420 9420 94ae 94ae 9454 9454 97a2 97a2 c8e5 ecec ef20 e6f2 ef6d 94f4 94f4 f468 e520 73e5 e3ef 6e64 20f2 eff7 942f 942f

00:00:03;00\t942c 942c

00:00:04;00\t9425 9425 94ad 94ad 9470 9470 46e9 f273 f420 f2ef f780

00:00:05;00\t9425 9425 94ad 94ad 9470 9470 73e5 e3ef 6e64 20f2 eff7

00:00:06;00\t9425 9425 94ad 94ad 9470 9470 64e5 e570 e5f2 206e eff7

00:00:08;00\t942c 942c
`;

let editor: Editor;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
  const captions = join(home, 'evening.scc');
  writeFileSync(captions, CAPTIONS);
  editor = await Editor.launch({
    home,
    dialogs: [
      { kind: 'open-media', path: join(SAMPLE, 'lamp-and-lens.mp4') },
      { kind: 'open-captions', path: captions },
    ],
  });
});

afterAll(async () => {
  await editor.app.dispose();
});

/** The rows over the picture with their cells, measured where they are drawn: `14:11 Hello from`. */
async function drawn(): Promise<string[]> {
  return editor.browser.execute(() => {
    const picture = document.querySelector('.captions')?.getBoundingClientRect();
    if (!picture) return [];
    const across = Math.min(0.8 * picture.width, (0.8 * picture.height * 4) / 3);
    const [cellWidth, cellHeight] = [across / 32, (0.8 * picture.height) / 15];
    const [left, top] = [picture.left + (picture.width - across) / 2, picture.top + 0.1 * picture.height];
    return [...document.querySelectorAll('.captions .cells')].map((line) => {
      const box = line.getBoundingClientRect();
      const [row, column] = [(box.top - top) / cellHeight + 1, (box.left - left) / cellWidth + 1];
      return `${Math.round(row)}:${Math.round(column)} ${line.textContent}`;
    });
  });
}

async function untilDrawn(...rows: string[]): Promise<void> {
  let seen: string[] = [];
  try {
    await until(async () => (seen = await drawn()).join('\n') === rows.join('\n'), `${rows.join(', ')} to be drawn`);
  } catch (error) {
    throw new Error(`${String(error)}; there are ${seen.join(', ')}`);
  }
}

/** Types a number into a field of the panel on the grid. */
async function put(field: string, value: number): Promise<void> {
  await editor.browser.$(`input[aria-label="${field}"]`).click();
  await editor.press(Key.Control, 'a');
  await editor.typeHere(String(value));
  await editor.press(Key.Tab);
}

test('captions of an SCC file stand in their cells over the picture', async () => {
  await editor.browser.$('.title=Open media').click();
  await editor.mediaReady();
  await editor.run('Open captions…');
  await editor.untilCues((cues) => cues.length === 4, 'four cues');
  await editor.goTo('00:00:02;10');
  await untilDrawn('14:11 Hello from', '15:9 the second row');
  await editor.app.screenshot('line21-pop-on');
});

test('a row is moved by its numbers and by the arrows, and comes back', async () => {
  await editor.select(1);
  await editor.browser.$('.tool.cells').click();
  await put('Row of line 1', 3);
  await put('Column of line 1', 5);
  await untilDrawn('3:5 Hello from', '15:9 the second row');
  await editor.browser.$('button[aria-label="Move left on the 608 grid"]').click();
  await untilDrawn('3:4 Hello from', '15:8 the second row');
  await editor.app.screenshot('line21-moved');
  await editor.press(Key.Escape);
  // Moves that follow each other at once are undone together.
  let seen = await drawn();
  while (seen[0] !== '14:11 Hello from') {
    await editor.press(Key.Control, 'z');
    const before = seen.join('\n');
    await until(async () => (seen = await drawn()).join('\n') !== before, 'a move to be undone');
  }
  await untilDrawn('14:11 Hello from', '15:9 the second row');
});

test('rows roll up in a window of two', async () => {
  await editor.goTo('00:00:05;20');
  await untilDrawn('14:1 First row', '15:1 second row');
  await editor.goTo('00:00:06;20');
  await untilDrawn('14:1 second row', '15:1 deeper now');
  await editor.app.screenshot('line21-roll-up');
  await editor.goTo('00:00:08;10');
  await untilDrawn();
});
