import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { Keyboard } from '../harness/keyboard.ts';
import { Practice } from '../harness/practice.ts';
import { Queue } from '../harness/queue.ts';

// The whole way of a draft by whoever has no mouse: each test goes on where the one before it ended.

const SUGGESTED = 'The lamp is small.';
/** What is said of an edge that breaks a rule where it is now. */
const BROKEN = /^Out of cue 2, .*(Error|Warning): /;
const PATIENCE = 300_000;

let editor: Editor;
let practice: Practice;
let keyboard: Keyboard;
let summary: string;

beforeAll(async () => {
  const home = mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
  summary = join(home, 'review.html');
  practice = await Practice.start();
  const dialogs = [{ kind: 'save-hand-back' as const, path: summary }];
  editor = await Editor.launch({ home, args: ['--sample'], env: practice.env, dialogs });
  await editor.mediaReady();
  await editor.browser.$('button.menubar-trigger').waitForExist();
  keyboard = await Keyboard.begin(editor);
});

afterAll(async () => {
  await editor?.app.dispose();
  await practice?.end();
});

/** What the worst finding of a cue weighs, as the list marks it. */
async function weight(number: number): Promise<string | null> {
  return editor.browser.execute((number: number) => {
    const row = document.querySelector(`[role="grid"][aria-label="Cues"] [aria-rowindex="${number + 1}"]`);
    return row?.querySelector<HTMLElement>('.mark')?.dataset['weight'] ?? null;
  }, number);
}

test('a profile is chosen, an edge is moved until it breaks it, and what is safe is fixed', async () => {
  await keyboard.run('Choose the profile of this track\u2026');
  await keyboard.untilFocused('Search profiles');
  await editor.typeHere('netflix english adult programmes');
  await editor.press(Key.ArrowDown);
  await editor.untilText(' rules');
  await keyboard.decide('Use profile');
  await keyboard.untilHeard('Held to');

  await keyboard.goToCue(1);
  expect(await weight(2)).toBeNull();
  await keyboard.run('Go to the timeline');
  await keyboard.untilFocused('Timeline');
  await editor.press(Key.ArrowDown);
  await keyboard.untilHeard('^Cue 2,');
  for (const edge of ['In', 'Out']) {
    await editor.press(Key.Control, Key.ArrowRight);
    await keyboard.untilHeard(`^${edge} of cue 2,`);
  }
  for (let step = 0; step < 40 && !BROKEN.test(await keyboard.heard()); step++) {
    const before = await keyboard.heard();
    await editor.press(Key.Shift, Key.ArrowRight);
    await until(async () => (await keyboard.heard()) !== before, 'the step to be said');
  }
  expect(await keyboard.heard()).toMatch(BROKEN);
  await until(async () => (await weight(2)) !== null, 'cue 2 to be marked');
  await editor.app.screenshot('keyboard-violation');

  await keyboard.run('Fix all that is safe\u2026');
  await editor.untilText('as one step of the history');
  await keyboard.decide(/^Fix \d/);
  await until(async () => (await weight(2)) === null, 'cue 2 to be mended');
}, PATIENCE);

test('the draft is sent to review, commented with other text, taken and approved', async () => {
  await keyboard.goToCue(4);
  await keyboard.run('Send the cue back');
  await keyboard.untilHeard('sent back');
  await keyboard.run('Suggest other text for the cue\u2026');
  await keyboard.untilFocused('Suggested text, row by row');
  await editor.press(Key.Control, 'a');
  await editor.typeHere(SUGGESTED);
  await editor.press(Key.Tab);
  await keyboard.untilFocused(/^Your name/);
  await editor.typeHere('Mira');
  await editor.press(Key.Shift, Key.Tab);
  await editor.press(Key.Shift, Key.Tab);
  await keyboard.untilFocused('What there is to say');
  await editor.typeHere('Shorter');
  await editor.press(Key.Control, Key.Enter);
  await keyboard.untilHeard('Comment kept');

  await keyboard.run('Hand back\u2026');
  await editor.untilText('Mira: Shorter');
  await keyboard.decide('Save as a page\u2026');
  expect(existsSync(summary)).toBe(true);

  await keyboard.run('Next open comment');
  await keyboard.run('Take the suggested text');
  await keyboard.untilHeard('Suggested text taken');
  await keyboard.run('Go to the cue list');
  await editor.untilCues((cues) => cues[3]?.text === SUGGESTED, 'the text to be taken');
  await keyboard.run('Approve the cue');
  await keyboard.untilHeard('Cue 4 approved');
  await keyboard.run('Approve the track');
  await keyboard.untilHeard('The track is approved');
}, PATIENCE);

test('what cannot be fixed is waived, and the track is published, pushed and withdrawn', async () => {
  await keyboard.run('Publish\u2026');
  await editor.untilText('it from being published');
  await editor.press(Key.Escape);
  await editor.browser.$('[role="dialog"]').waitForExist({ reverse: true });
  await keyboard.run('First cue');
  for (let step = 0; step < 10 && !/\. Error: /.test(await keyboard.heard()); step++) await keyboard.run('Next finding');
  await keyboard.run('Waive this finding\u2026');
  await keyboard.untilFocused('Reason');
  await editor.typeHere('It is said as fast as that');
  await keyboard.decide('Waive');
  await keyboard.run('Publish\u2026');
  await editor.untilText('1 finding was waived');
  await keyboard.decide('Publish');
  await keyboard.untilHeard('Frozen here as');

  await keyboard.run('Push\u2026');
  await keyboard.decide('Push');
  await keyboard.run('Show the outbox');
  const queue = new Queue(editor);
  await queue.untilStanding('Sent, being checked', 1);
  await practice.wait(10);
  await keyboard.tabTo('Look now (50 units)');
  await editor.press(Key.Enter);
  await editor.untilText('Published at YouTube as \u201cEnglish\u201d');

  await keyboard.run('Edit page');
  await keyboard.run('Withdraw\u2026');
  await keyboard.decide('Hide');
  await until(async () => (await practice.track('English')).snippet.isDraft, 'the track to be a draft at YouTube');
  expect(await keyboard.presses()).toBe(0);
}, PATIENCE);
