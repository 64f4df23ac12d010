import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { Practice } from '../harness/practice.ts';
import { Queue } from '../harness/queue.ts';
import { THEMES, violations } from '../harness/soundness.ts';

// What WCAG 2.2 AA asks and a machine can see, on every page and in every theme; the pictures are for people to look at.

let editor: Editor;
let practice: Practice;

beforeAll(async () => {
  practice = await Practice.start();
  editor = await Editor.launch({ args: ['--sample'], env: practice.env });
  await editor.mediaReady();
  await editor.untilText('waveform exact');
  const queue = new Queue(editor);
  await queue.untilCan('Look for requests and orders');
  await editor.run('Look for requests and orders');
  await queue.untilCan('Pull…');
});

afterAll(async () => {
  await editor?.app.dispose();
  await practice?.end();
});

/** A page or a dialog is gone through whole, and one test looks at several. */
const PATIENCE = 300_000;

/** What axe finds wrong on the page, one line for each element. */
const findings = () => violations(editor);

/** A file's name for a picture of what a command opens. */
const plain = (command: string) => command.toLowerCase().replace(/[^a-z]+/g, '-').replace(/-$/, '');

/** What axe finds wrong once a command was run; a dialog that it opened is closed again. */
async function findingsOf(command: string, picture: string): Promise<string[]> {
  await editor.run(command);
  await editor.app.screenshot(picture);
  const found = await findings();
  const dialog = editor.browser.$('[role="dialog"]');
  if (await dialog.isExisting()) {
    await editor.press(Key.Escape);
    await dialog.waitForExist({ reverse: true });
  }
  return found.map((one) => `${command}: ${one}`);
}

test.each(THEMES)('the edit page in the $name theme is sound at both sizes', async ({ title, name }) => {
  await editor.run(title);
  for (const [width, height] of [[1280, 720], [1920, 1080]] as const) {
    await editor.browser.setWindowSize(width, height);
    await until(async () => (await editor.browser.execute(() => innerWidth)) === width, 'the window to be resized');
    await editor.goTo('00:00:18;10');
    await editor.app.screenshot(`edit-${name}-${width}x${height}`);
    expect(await editor.browser.execute(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
  expect(await findings()).toEqual([]);
});

test.each(['Find and replace', 'Show history', 'Export captions…', 'Convert many files…', 'Preferences…', 'Keys…', 'Shift times…', 'Frame rate…'])(
  'what "%s" opens is sound',
  async (command) => {
    await editor.run('Dark theme');
    expect(await findingsOf(command, `opened-${plain(command)}`)).toEqual([]);
  },
);

/** What a person comes to from a page with a request, a track or an account of Studio. */
const OPENED = {
  'Queue page': ['Show requests and orders', 'Show service types', 'Show the outbox', 'Fulfil the request…', 'Fail the request…', 'New service type…', 'Order captions from Rev…'],
  'Edit page': ['Link to YouTube…', 'Push…', 'Pull…', 'Withdraw…', 'Links…', 'Show findings', 'Choose the profile of this track…'],
  'Accounts page': ['Accounts page', 'Add an account…', 'Sign in…', 'Change the account…', 'Change secrets of the account…', 'Remove the account…', 'Where secrets are kept…'],
};

const LOOKED_AT = THEMES.flatMap((theme) => Object.entries(OPENED).map(([page, commands]) => ({ ...theme, page, commands })));

test.each(LOOKED_AT)('what is opened from the $page in the $name theme is sound', async ({ title, name, page, commands }) => {
  await editor.run(title);
  await editor.run(page);
  if (page === 'Queue page') {
    // The page shows the part that was looked at last.
    await editor.run('Show requests and orders');
    await new Queue(editor).choose('41');
  }
  const found: string[] = [];
  for (const command of commands) found.push(...(await findingsOf(command, `${name}-${plain(command)}`)));
  expect(found).toEqual([]);
}, PATIENCE);

test.each(THEMES)('the queue and the accounts fit into the window in the $name theme', async ({ title, name }) => {
  await editor.run(title);
  for (const [width, height] of [[1280, 720], [1920, 1080]] as const) {
    await editor.browser.setWindowSize(width, height);
    await until(async () => (await editor.browser.execute(() => innerWidth)) === width, 'the window to be resized');
    for (const page of ['Show requests and orders', 'Accounts page']) {
      await editor.run(page);
      await editor.app.screenshot(`${name}-${plain(page)}-${width}x${height}`);
      expect(await editor.browser.execute(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  }
});

test('real orders and a conflict are asked about soundly', async () => {
  const queue = new Queue(editor);
  await editor.run('Dark theme');
  await editor.run('Accounts page');
  // The accounts stand in the order of their making; the third is Rev's.
  for (let step = 0; step < 2; step++) await editor.run('Next account');
  expect(await findingsOf('Turn on real orders…', 'dark-turn-on-real-orders')).toEqual([]);

  await practice.changeTrack(await practice.track('English'), '1\n00:00:05,405 --> 00:00:09,343\nSomeone else was here.\n');
  await editor.run('Edit page');
  await editor.run('Push…');
  await queue.send('Push');
  await editor.untilText('1 needs you');
  await editor.run('Show what needs you');
  await editor.app.screenshot('dark-outbox-conflict');
  expect(await findings()).toEqual([]);
  await queue.press('Compare…');
  await queue.press('Fetch and compare');
  await editor.untilText('Someone else was here.');
  await editor.app.screenshot('dark-conflict');
  const found = await findings();
  await queue.press('Decide later');
  await editor.run('Edit page');
  expect(found).toEqual([]);
}, PATIENCE);

test('the menus are opened by the mouse and gone through by key', async () => {
  const item = (text: string) => editor.browser.$(`.menu-item*=${text}`);
  await editor.browser.$('.menubar-trigger=File').click();
  await item('Export captions').waitForDisplayed();
  await editor.app.screenshot('menu-file');
  expect(await findings()).toEqual([]);
  await editor.press(Key.ArrowRight);
  await item('Undo').waitForDisplayed();
  expect(await item('Export captions').isExisting()).toBe(false);
  await editor.press(Key.Escape);
  await item('Undo').waitForExist({ reverse: true });
});

test('the first screen is sound', async () => {
  await editor.run('Close project');
  await editor.browser.$('.title=Open the sample project').waitForExist();
  await editor.app.screenshot('first-screen');
  expect(await findings()).toEqual([]);
});
