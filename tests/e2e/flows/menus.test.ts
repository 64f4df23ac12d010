import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';

// Menus and panels that open where something stands: their library comes after the window, and they give the focus back.

let editor: Editor;

beforeAll(async () => {
  editor = await Editor.launch({ args: ['--sample'] });
  await editor.untilCues((cues) => cues.length > 3, 'the cues of the sample');
  // Until its picture is there the window is laid out anew now and then, and a press may miss what it is meant for.
  await editor.mediaReady();
  await editor.browser.$('button.menubar-trigger').waitForExist();
});

afterAll(async () => {
  await editor.app.dispose();
});

const row = (number: number) => `[role="grid"][aria-label="Cues"] [aria-rowindex="${number + 1}"]`;
const menu = () => editor.browser.$('[role="menu"]');
const isGone = async () => !(await menu().isExisting());
/** The label or, failing that, the role of what has the focus. */
const focused = () =>
  editor.browser.execute(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.getAttribute('role'));

async function item(name: string): Promise<void> {
  await editor.browser.$(`//*[@role="menuitem"][contains(normalize-space(.), "${name}")]`).click();
}

test('a right click on a row selects it, and its menu works on it', async () => {
  await editor.browser.$(`${row(3)} [data-column="5"]`).click({ button: 'right' });
  await menu().waitForExist();
  expect((await editor.cue(3)).selected).toBe(true);
  await editor.app.screenshot('list-menu');
  await item('Comment: not shown');
  await until(isGone, 'the menu to close');
  await until(() => editor.browser.$(`${row(3)} [title^="Comment"]`).isExisting(), 'the cue to be a comment');
  await until(async () => (await focused()) === 'gridcell', 'the focus to be in the list');
});

test('the menu is left with Escape and moved through with the arrows', async () => {
  await editor.browser.$(`${row(3)} [data-column="5"]`).click({ button: 'right' });
  await menu().waitForExist();
  await editor.press(Key.ArrowDown);
  await until(async () => (await focused()) === 'menuitem', 'a command of the menu to have the focus');
  await editor.press(Key.Escape);
  await until(isGone, 'the menu to close');
  await until(async () => (await focused()) === 'gridcell', 'the focus to be in the list');
});

test('another right click moves the menu', async () => {
  await editor.browser.$(`${row(2)} [data-column="5"]`).click({ button: 'right' });
  await menu().waitForExist();
  await editor.press(Key.Escape);
  await until(isGone, 'the menu to close');
  await editor.browser.$('[aria-roledescription="timeline"]').click({ button: 'right' });
  await menu().waitForExist();
  await editor.app.screenshot('timeline-menu');
  await editor.press(Key.Escape);
  await until(async () => (await focused()) === 'Timeline', 'the timeline to have the focus');
});

test('a panel opens at its tool, takes a choice and gives the focus back', async () => {
  await editor.select(2);
  const tool = editor.browser.$('button[aria-label="Colour"]');
  await tool.click();
  const panel = editor.browser.$('[role="dialog"][aria-label="Colour"]');
  await panel.waitForExist();
  expect(await tool.getAttribute('aria-expanded')).toBe('true');
  await editor.app.screenshot('colour-panel');
  await tool.click();
  await panel.waitForExist({ reverse: true });
  await tool.click();
  await panel.waitForExist();
  await editor.browser.$('button[aria-label="Yellow"]').click();
  await panel.waitForExist({ reverse: true });
  await until(() => editor.browser.$(`${row(2)} .coloured`).isExisting(), 'the text to be yellow');
  await until(async () => (await focused()) === 'Colour', 'the tool to have the focus');
});
