import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { Practice } from '../harness/practice.ts';
import { Queue } from '../harness/queue.ts';
import { THEMES, violations } from '../harness/soundness.ts';

// A draft is reviewed, handed back, approved and published, by keys alone; each test goes on where the one before it ended.

const SUGGESTED = 'The lamp is small.';
const ELSEWHERE = 'The lamp is tiny.';
const TRACKS = /\/youtube\/v3\/captions/;

/** What is opened by a command, what it says once it is all there, and as its picture is named. */
const OPENED = [
  ['Publish\u2026', 'it from being published', 'gate'],
  ['Hand back\u2026', 'approved', 'summary'],
  ['Compare with what the service holds\u2026', 'units', 'fetch'],
] as const;

let editor: Editor;
let practice: Practice;
let queue: Queue;

beforeAll(async () => {
  practice = await Practice.start();
  editor = await Editor.launch({ args: ['--sample'], env: practice.env });
  queue = new Queue(editor);
  await editor.mediaReady();
  await queue.untilCan('Push\u2026');
});

afterAll(async () => {
  await editor?.app.dispose();
  await practice?.end();
});

/** How many changes are listed on the Review page. */
async function changes(): Promise<number> {
  return editor.browser.execute(() => Number(document.querySelector('[role="grid"][aria-label="Changes"]')?.getAttribute('aria-rowcount') ?? 1) - 1);
}

async function untilChanges(count: number): Promise<void> {
  await until(async () => (await changes()) === count, `${count} changes to be listed`);
}

/** Waits until the cue of a number says something else or the same again. */
async function untilText(number: number, text: string): Promise<void> {
  await editor.untilCues((cues) => cues[number - 1]?.text === text, `cue ${number} to say ${text}`);
}

test('what was changed in the draft is shown beside what was published, taken back, and brought back', async () => {
  const [, , , fourth] = await editor.cues();
  await editor.run('Review page');
  await until(async () => (await changes()) > 0, 'the changes since the last revision');
  const before = await changes();
  await editor.app.screenshot('review-draft');

  await editor.run('Edit page');
  await editor.select(4);
  await editor.type('Something that nobody said');
  await editor.saved();
  await editor.run('Review page');
  await editor.untilText('Something that nobody said');
  await untilChanges(before + 1);
  await chooseChange('nobody');
  await editor.app.screenshot('review-changed');
  await editor.run('Reject the change');
  await untilChanges(before);
  await editor.run('Edit page');
  await untilText(4, fourth!.text);
});

/** Goes through the changes up to the one that holds these words. */
async function chooseChange(words: string): Promise<void> {
  const count = await changes();
  await editor.run('First change');
  for (let step = 1; step < count && !(await chosenChange()).includes(words); step++) await editor.run('Next change');
  expect(await chosenChange()).toContain(words);
}

/** What the change that is chosen says. */
async function chosenChange(): Promise<string> {
  return editor.browser.execute(() => document.querySelector('[role="grid"][aria-label="Changes"] [aria-selected="true"]')?.textContent ?? '');
}

test('a cue is sent back with another text, which one command takes, and is approved', async () => {
  await editor.run('Edit page');
  await editor.select(4);
  await editor.run('Send the cue back');
  await editor.run('Suggest other text for the cue\u2026');
  const panel = editor.browser.$('[data-key-context="comments"]');
  const fields = panel.$$('textarea');
  await fields[1]!.setValue(SUGGESTED);
  await fields[0]!.setValue('Shorter, so that it can be read');
  await panel.$('input[type="text"]').setValue('Mira');
  await editor.app.screenshot('review-comment');
  await editor.run('Keep the comment that is being written');
  await editor.untilText('Mira');
  await editor.app.screenshot('review-thread');

  await editor.run('Hand back\u2026');
  await editor.dialog();
  await editor.untilText('Shorter, so that it can be read');
  await editor.app.screenshot('review-hand-back');
  expect(await violations(editor)).toEqual([]);
  await editor.press(Key.Escape);

  await editor.run('Take the suggested text');
  await editor.run('Go to the cue list');
  await untilText(4, SUGGESTED);
  await editor.run('Approve the cue');
  await editor.run('Approve the track');
  await editor.saved();
});

test.each(THEMES)('the Review page and its comments in the $name theme are sound', async ({ title, name }) => {
  await editor.run(title);
  await editor.run('Review page');
  await editor.run('Show comments');
  await until(async () => (await changes()) > 0, 'the changes');
  await editor.app.screenshot(`review-page-${name}`);
  expect(await violations(editor)).toEqual([]);
}, 120_000);

test('a track is published only once nothing blocks that, seen at YouTube, and withdrawn', async () => {
  await editor.run('Dark theme');
  await editor.run('Edit page');
  await editor.chooseProfile('netflix english adult programmes');
  await queue.send('Use profile');
  await editor.run('Publish\u2026');
  const publish = await editor.dialog();
  await editor.untilText('it from being published');
  await editor.app.screenshot('review-blocked');
  expect(await publish.$('button.primary').isEnabled()).toBe(false);
  expect(await violations(editor)).toEqual([]);
  await editor.press(Key.Escape);
  await publish.waitForExist({ reverse: true });
  await editor.run('Fix all that is safe\u2026');
  await editor.untilText('as one step of the history');
  await editor.submit();
  // What cannot be mended without a word of the captioner is let stand with a reason.
  await editor.run('Go to the cue list');
  await editor.select(12);
  await editor.run('Waive this finding\u2026');
  await editor.fill('Reason', 'It is said as fast as that');
  await editor.submit();
  await editor.run('Publish\u2026');
  await editor.untilText('1 finding was waived');
  await editor.app.screenshot('review-publish');
  expect(await violations(editor)).toEqual([]);
  await queue.send('Publish');
  await editor.run('Push\u2026');
  await editor.app.screenshot('review-push');
  await queue.send('Push');
  await editor.run('Show the outbox');
  await queue.untilStanding('Sent, being checked', 1);
  await practice.wait(10);
  await queue.lookNow();
  await editor.untilText('Published at YouTube as \u201cEnglish\u201d');

  await editor.run('Edit page');
  await editor.run('Withdraw\u2026');
  await editor.app.screenshot('review-withdraw');
  await queue.send('Hide');
  await until(async () => (await practice.track('English')).snippet.isDraft, 'the track to be a draft at YouTube');
});

test('what YouTube holds is fetched and compared, and one change of it is taken', async () => {
  const sent = (await practice.applied('PUT', TRACKS)).filter((entry) => entry.payload_sha256 !== null);
  const captions = await practice.pushed(sent.at(-1)!);
  expect(captions).toContain(SUGGESTED);
  await practice.changeTrack(await practice.track('English'), captions.replace(SUGGESTED, ELSEWHERE));
  await editor.run('Compare with what the service holds\u2026');
  await queue.send('Fetch and compare');
  await editor.untilText('tiny');
  await chooseChange('tiny');
  await editor.app.screenshot('review-remote');
  const before = await changes();
  await editor.press('r');
  await untilChanges(before - 1);
  await editor.run('Edit page');
  await untilText(4, ELSEWHERE);
  // From here on something blocks again.
  await editor.select(12);
  await editor.run('Take the waiver back');
  await editor.saved();
});

test.each(THEMES)('what is opened on the way in the $name theme is sound', async ({ title, name }) => {
  await editor.run(title);
  await editor.run('Edit page');
  const found: string[] = [];
  const look = async (what: string) => {
    await editor.app.screenshot(`review-${what}-${name}`);
    found.push(...(await violations(editor)).map((one) => `${what}: ${one}`));
  };
  for (const [command, words, what] of OPENED) {
    await editor.run(command);
    const dialog = await editor.dialog();
    await editor.untilText(words);
    await look(what);
    await editor.press(Key.Escape);
    await dialog.waitForExist({ reverse: true });
  }
  await editor.select(4);
  await editor.run('Suggest other text for the cue\u2026');
  await editor.browser.$('[data-key-context="comments"] textarea').waitForExist();
  await look('composer');
  await editor.run('Drop the comment that is being written');
  expect(found).toEqual([]);
}, 300_000);
