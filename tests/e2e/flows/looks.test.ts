import axe from 'axe-core';
import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';

// What WCAG 2.2 AA asks and a machine can see, on every page and in every theme; the pictures are for people to look at.

let editor: Editor;

beforeAll(async () => {
  editor = await Editor.launch({ args: ['--sample'] });
  await editor.mediaReady();
  await editor.untilText('waveform exact');
});

afterAll(async () => {
  await editor.app.dispose();
});

/** What axe finds wrong on the page, one line for each element. */
async function findings(): Promise<string[]> {
  await editor.browser.execute(axe.source);
  const results = (await editor.browser.executeAsync((done: (results: unknown) => void) => {
    const page = (globalThis as unknown as { axe: { run: (options: object) => Promise<unknown> } }).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    void page.run({ runOnly: { type: 'tag', values: tags } }).then(done);
  })) as axe.AxeResults;
  return results.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}

test.each([
  { title: 'Dark theme', name: 'dark' },
  { title: 'Light theme', name: 'light' },
  { title: 'High-contrast theme', name: 'contrast' },
])('the edit page in the $name theme is sound at both sizes', async ({ title, name }) => {
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
    await editor.run(command);
    await editor.app.screenshot(`opened-${command.toLowerCase().replace(/[^a-z]+/g, '-').replace(/-$/, '')}`);
    const found = await findings();
    const dialog = editor.browser.$('[role="dialog"]');
    if (await dialog.isExisting()) {
      await editor.press(Key.Escape);
      await dialog.waitForExist({ reverse: true });
    }
    expect(found).toEqual([]);
  },
);

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
