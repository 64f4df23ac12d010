import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { Queue } from '../harness/queue.ts';
import { THEMES, violations } from '../harness/soundness.ts';
import { beginDrag, handlesOfSelected, letGo } from '../harness/timeline.ts';

// A draft on its way to being published, in one project: each test goes on where the one before it ended.

const CAPTIONS = `1
00:00:01,000 --> 00:00:04,000
The harbour lights come on at dusk and every boat turns for home.

2
00:00:05,000 --> 00:00:08,000
Nothing is wrong with this one.

3
00:00:07,000 --> 00:00:11,000
This one starts too early.
`;

/** What is typed later, and how one word of it is misspelt. */
const TYPED = 'Thiss one starts to early, and it goes on for so long that nobody can read it in the time there is';

/** A dictionary of the words of this file, so that the system's does not matter. */
function writeDictionary(home: string): void {
  const folder = join(home, '.local/share/hunspell');
  const words = new Set(`${CAPTIONS} ${TYPED.replace('Thiss', '')}`.toLowerCase().match(/[a-z]+/g));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'en_US.aff'), 'SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n');
  writeFileSync(join(folder, 'en_US.dic'), [words.size, ...words].join('\n'));
}

const PROFILE = 'netflix english adult programmes';

let editor: Editor;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
  const captions = join(home, 'harbour.srt');
  writeFileSync(captions, CAPTIONS);
  writeDictionary(home);
  editor = await Editor.launch({ home, args: [captions] });
  await editor.untilCues((cues) => cues.length === 3, 'the cues to be listed');
  // Menus come once the window can be worked in.
  await editor.browser.$('button.menubar-trigger').waitForExist();
});

afterAll(async () => {
  await editor?.app.dispose();
});

/** What is marked in the list: the number of each marked cue, and what its worst finding weighs. */
async function marked(): Promise<string[]> {
  return editor.browser.execute(() => {
    const rows = [...document.querySelectorAll('[role="grid"][aria-label="Cues"] [data-row]')];
    if (rows.length === 0) return ['no cue is in sight'];
    const marks = rows.map((row) => [row.querySelector('[data-column="0"]')?.textContent, row.querySelector<HTMLElement>('.mark')?.dataset['weight']]);
    return marks.filter(([, weight]) => weight !== undefined).map((mark) => mark.join(' ')).sort();
  });
}

async function untilMarked(...marks: string[]): Promise<void> {
  let seen: string[] = [];
  try {
    await until(async () => (seen = await marked()).join() === marks.join(), `${marks.join(', ') || 'nothing'} to be marked`);
  } catch (error) {
    throw new Error(`${String(error)}; there is ${seen.join(', ')}`);
  }
}

test('what breaks the profile of a track is marked, and mended as one step', async () => {
  await editor.chooseProfile(PROFILE);
  await editor.app.screenshot('quality-profile');
  await editor.submit();
  await untilMarked('1 error', '2 error');

  await editor.run('Show findings');
  await editor.run('Next finding');
  await editor.app.screenshot('quality-findings');

  await editor.run('Fix all that is safe\u2026');
  await editor.untilText('as one step of the history');
  await editor.app.screenshot('quality-fixes');
  await editor.submit();
  await editor.run('Go to the cue list');
  await untilMarked();
  const mended = await editor.cues();
  expect(mended[0]!.text.split('\n').length).toBe(2);
  await editor.press(Key.Control, 'z');
  await untilMarked('1 error', '2 error');
  await editor.press(Key.Control, Key.Shift, 'z');
  await untilMarked();
  await editor.saved();
});

test('what a drag would break is marked before it is let go', async () => {
  await editor.select(2);
  const edges = await handlesOfSelected(editor, 3);
  await beginDrag(editor, edges.in, { x: edges.in.x - 300, y: edges.in.y });
  await untilMarked('1 error');
  await editor.app.screenshot('quality-drag');
  await letGo(editor);
  await untilMarked('1 error');
  await editor.press(Key.Control, 'z');
  await untilMarked();
});

test('a finding is waived with a reason and a name, which is asked for once', async () => {
  await editor.select(3);
  await editor.type(TYPED);
  await untilMarked('3 error');
  await editor.run('Waive this finding\u2026');
  await editor.fill('Reason', 'Read out as it stands');
  await editor.fill('Your name', 'Mira');
  await editor.app.screenshot('quality-waive');
  await editor.submit();
  await editor.saved();
});

test('a word that no dictionary knows is replaced by another', async () => {
  await editor.run('Name and language\u2026');
  await editor.fill('Language', 'en');
  await editor.submit();
  await chooseMisspelling();
  await editor.run('Spelling of this word\u2026');
  await new Queue(editor).press('This');
  await editor.untilText('This one starts to early');
  await editor.press(Key.Control, 'z');
  await editor.untilText('Thiss one starts to early');
  await editor.saved();
});

/** Goes through the findings up to the one about the misspelt word. */
async function chooseMisspelling(): Promise<void> {
  await editor.run('First cue');
  await editor.run('Show findings');
  await editor.untilText('\u201cThiss\u201d is not in the dictionary');
  const chosen = () => editor.browser.execute(() => document.querySelector('[role="listbox"][aria-label="Findings"] [aria-selected="true"]')?.textContent ?? '');
  for (let step = 0; step < 10 && !(await chosen()).includes('Thiss'); step++) await editor.run('Next finding');
  expect(await chosen()).toContain('Thiss');
}

test.each(THEMES)('every dialog of quality in the $name theme is sound', async ({ title, name }) => {
  await editor.run(title);
  const found: string[] = [];
  const look = async (what: string) => {
    await editor.app.screenshot(`quality-${what}-${name}`);
    found.push(...(await violations(editor)).map((one) => `${what}: ${one}`));
    await editor.press(Key.Escape);
    await editor.browser.$('[role="dialog"]').waitForExist({ reverse: true });
  };
  await editor.chooseProfile(PROFILE);
  await look('profile');
  await editor.chooseProfile(PROFILE);
  await new Queue(editor).press('Copy and change\u2026');
  await editor.untilText('What counts as a character');
  await look('house');
  await chooseMisspelling();
  await editor.run('Spelling of this word\u2026');
  await editor.untilText('Replace it by');
  await look('spelling');
  for (const [command, what] of [['Waive this finding\u2026', 'waive'], ['Fix this finding\u2026', 'fix'], ['Fix all that is safe\u2026', 'fixes']] as const) {
    await editor.run(command);
    await editor.dialog();
    await look(what);
  }
  expect(found).toEqual([]);
}, 300_000);
