import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';

// Files coming in with a question, going out to several formats, and many of them at once.

/** Windows-1250, in which these bytes are Polish. */
const POLISH = Buffer.concat([
  Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nZgaszona o '),
  Buffer.from([0x9c]),
  Buffer.from('wicie\n'),
]);

const STYLED = '1\n00:00:01,000 --> 00:00:02,000\n<i>The lamp is lit</i>\n\n2\n00:00:03,000 --> 00:00:04,000\nat dusk.\n';

let editor: Editor | undefined;

afterEach(async () => {
  await editor?.app.dispose();
  editor = undefined;
});

/** A new home with files in it. */
function homeWith(files: Record<string, string | Buffer>): string {
  const home = mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), content);
  }
  return home;
}

test('a file that leaves its encoding open is shown, and read as was chosen', async () => {
  const home = homeWith({ 'swit.srt': POLISH });
  editor = await Editor.launch({ home, dialogs: [{ kind: 'open-captions', path: join(home, 'swit.srt') }] });
  await editor.run('Open captions…');
  const dialog = await editor.dialog();
  await editor.untilText('Nothing says which character encoding');
  await dialog.$('select[id$="-encoding"]').selectByVisibleText('Central European (Windows-1250)');
  await editor.untilText('Zgaszona o świcie');
  await editor.app.screenshot('import-encoding');
  await dialog.$('button.primary').click();
  await dialog.waitForExist({ reverse: true });
  const cues = await editor.untilCues((cues) => cues.length === 1, 'the cue');
  expect(cues[0]?.text).toBe('Zgaszona o świcie');
});

test('a format that counts frames is asked about once', async () => {
  const labels = '00:00:01:10 , 00:00:02:00 , One\n';
  const home = homeWith({ 'a.stl': labels, 'b.stl': labels });
  const paths = ['a.stl', 'b.stl'].map((name) => ({ kind: 'open-captions' as const, path: join(home, name) }));
  editor = await Editor.launch({ home, dialogs: paths });
  await editor.run('Open captions…');
  const dialog = await editor.dialog();
  await dialog.$('select[id$="-rate"]').selectByVisibleText('30');
  await editor.untilText('1.333');
  await editor.app.screenshot('import-frames');
  await dialog.$('button.primary').click();
  await editor.untilCues((cues) => cues.length === 1, 'the cue');
  await editor.run('Close project');
  await editor.run('Open captions…');
  const again = await editor.untilCues((cues) => cues.length === 1, 'the cue without a question');
  expect(again[0]?.in).toContain('00:01:10');
});

test('two formats go out at once, with their losses shown before', async () => {
  const home = homeWith({ 'lamp.srt': STYLED, 'out/lamp.sbv': 'mine' });
  const out = join(home, 'out');
  editor = await Editor.launch({ home, args: [join(home, 'lamp.srt')], dialogs: [{ kind: 'export-folder', path: out }] });
  await editor.untilCues((cues) => cues.length === 2, 'two cues');
  await editor.run('Export captions…');
  const dialog = await editor.dialog();
  await editor.chooseFormats(['WebVTT', 'SBV (YouTube)']);
  await editor.untilText('Italic');
  expect(existsSync(join(out, 'lamp.vtt'))).toBe(false);
  await dialog.$('summary').click();
  await editor.app.screenshot('export-losses');
  await dialog.$('button.primary').click();
  await editor.untilText('lamp.sbv is in that folder already');
  expect(existsSync(join(out, 'lamp.vtt'))).toBe(false);
  await dialog.$('button=Replace it').click();
  await dialog.waitForExist({ reverse: true });
  expect(readFileSync(join(out, 'lamp.vtt'), 'utf8')).toContain('<i>The lamp is lit</i>');
  expect(readFileSync(join(out, 'lamp.sbv'), 'utf8')).toContain('The lamp is lit');
  await editor.run('Export captions…');
  await (await editor.dialog()).$('summary').click();
  await editor.browser.$('button*=Cue 1').click();
  await until(async () => (await editor?.cue(1))?.selected, 'the cue that loses something to be selected');
});

test('a folder is converted, and each file says what became of it', async () => {
  const home = homeWith({ 'in/a.srt': STYLED, 'in/deep/b.srt': STYLED, 'in/notes.md': '# none', 'out/a.vtt': 'mine' });
  const [folder, out] = [join(home, 'in'), join(home, 'out')];
  editor = await Editor.launch({
    home,
    dialogs: [{ kind: 'batch-folder', path: folder }, { kind: 'export-folder', path: out }],
  });
  await editor.run('Convert many files…');
  const dialog = await editor.dialog();
  await dialog.$('button*=Add a folder').click();
  await dialog.$('label*=Look into the folders below').click();
  await dialog.$('button*=Choose a folder').click();
  await editor.chooseFormats(['WebVTT']);
  const start = dialog.$('button.primary');
  await start.waitForEnabled();
  await editor.app.screenshot('batch-start');
  await start.click();
  await editor.untilText('1 written, 1 failed');
  await dialog.$('button*=Failed 1').click();
  await editor.untilText('it exists already');
  await editor.app.screenshot('batch-results');
  expect(readFileSync(join(out, 'a.vtt'), 'utf8')).toBe('mine');
  expect(readFileSync(join(out, 'deep', 'b.vtt'), 'utf8')).toContain('WEBVTT');
});
