import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Key } from 'webdriverio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { SAMPLE } from '../harness/places.ts';
import { beginDrag, drag, handlesOfSelected, letGo } from '../harness/timeline.ts';

// One afternoon's work in one project: each test goes on where the one before it ended.

const CAPTIONS = `1
00:00:02,000 --> 00:00:04,000
The lamp is lit
at dusk.

2
00:00:06,000 --> 00:00:08,000
Nobody sleeps in the lighthouse.

3
00:00:12,000 --> 00:00:14,000
The lamp turns all night.

4
00:00:16,000 --> 00:00:18,000
The lamp is put out at dawn.
`;

let editor: Editor;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
  const captions = join(home, 'evening.srt');
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

test('media and captions are opened through their dialogs', async () => {
  await editor.browser.$('.title=Open media').click();
  await editor.mediaReady();
  await editor.run('Open captions…');
  const cues = await editor.untilCues((cues) => cues.length === 4, 'four cues');
  expect(cues[0]?.text).toBe('The lamp is lit\nat dusk.');
  expect(cues.map((cue) => cue.in)).toEqual(['00:00:02;00', '00:00:06;00', '00:00:12;00', '00:00:16;00']);
  await editor.untilText('waveform exact');
  await editor.app.screenshot('opened');
});

test('the programme plays and stops', async () => {
  await editor.goTo('00:00:01;00');
  await editor.browser.$('button[aria-label="Play"].play').click();
  const from = await editor.mediaTime();
  await until(async () => (await editor.mediaTime()) > from + 0.5, 'the programme to play');
  await editor.browser.$('button[aria-label="Pause"].play').click();
  const stopped = await until(async () => {
    const before = await editor.mediaTime();
    await editor.app.painted();
    return before === (await editor.mediaTime()) ? before : undefined;
  }, 'the programme to stop');
  expect(stopped).toBeGreaterThan(from);
});

test('in and out are set while playing, at the time of the press', async () => {
  await editor.select(2);
  await editor.goTo('00:00:05;00');
  await editor.browser.$('button[aria-label="Play"].play').click();
  await until(async () => (await editor.mediaTime()) > 5.5, 'the programme to play');
  const beforeIn = await editor.mediaTime();
  await editor.press(Key.F11);
  const afterIn = await editor.mediaTime();
  await until(async () => (await editor.mediaTime()) > 7, 'the programme to play on');
  const beforeOut = await editor.mediaTime();
  await editor.press(Key.F12);
  const afterOut = await editor.mediaTime();
  await editor.browser.$('button[aria-label="Pause"].play').click();
  await editor.saved();
  const cue = await editor.cue(2);
  expectBetween(seconds(cue.in), beforeIn, afterIn);
  expectBetween(seconds(cue.out), beforeOut, afterOut);
});

test('an edge that is dragged near the playhead catches on it', async () => {
  await editor.select(3);
  await editor.goTo('00:00:13;10');
  const handles = await handlesOfSelected(editor);
  const perSecond = (handles.out.x - handles.in.x) / 2;
  const playhead = handles.in.x + perSecond * (seconds('00:00:13;10') - 12);
  await drag(editor, handles.out, { x: playhead + 4, y: handles.out.y });
  await editor.saved();
  expect((await editor.cue(3)).out).toBe('00:00:13;10');
});

test('with Shift held a drag does not catch, and Escape drops it', async () => {
  // Zoomed out until a frame is narrower than the reach of snapping.
  const near = await handlesOfSelected(editor, 8);
  await drag(editor, near.out, { x: near.out.x + 7, y: near.out.y });
  await editor.saved();
  expect((await editor.cue(3)).out).toBe('00:00:13;10');
  await drag(editor, near.out, { x: near.out.x + 7, y: near.out.y }, [Key.Shift]);
  await editor.untilCues((cues) => cues[2]?.out !== '00:00:13;10', 'the edge to leave the playhead');
  const moved = (await editor.cue(3)).out;
  const again = await handlesOfSelected(editor);
  await beginDrag(editor, again.out, { x: again.out.x - 60, y: again.out.y });
  await editor.press(Key.Escape);
  await letGo(editor);
  await editor.saved();
  expect((await editor.cue(3)).out).toBe(moved);
});

test('text is typed, split and merged', async () => {
  await editor.select(2);
  await editor.type('Nobody sleeps\nin the tower.');
  await editor.untilCues((cues) => cues[1]?.text === 'Nobody sleeps\nin the tower.', 'the typed text');
  await editor.press(Key.Home);
  await editor.press(Key.Control, Key.Enter);
  const split = await editor.untilCues((cues) => cues.length === 5, 'five cues');
  expect([split[1]?.text, split[2]?.text]).toEqual(['Nobody sleeps', 'in the tower.']);
  await editor.select(2);
  await editor.run('Merge cues');
  const merged = await editor.untilCues((cues) => cues.length === 4, 'four cues');
  expect(merged[1]?.text.replace('\n', ' ')).toBe('Nobody sleeps in the tower.');
  await editor.saved();
});

test('text that is not ASCII is kept', async () => {
  await editor.select(4);
  await editor.textField().click();
  await editor.press(Key.Control, 'a');
  await editor.app.insertText('Zgaszona o świcie ♪ 灯台');
  await editor.untilCues((cues) => cues[3]?.text === 'Zgaszona o świcie ♪ 灯台', 'the text');
  await editor.saved();
});

test('find and replace goes through the track', async () => {
  await editor.run('Find and replace');
  await editor.browser.$('input[aria-label="Find"]').setValue('lamp');
  await editor.browser.$('input[aria-label="Replace with"]').setValue('light');
  await editor.untilText('2 found');
  await editor.browser.$('button=Replace all').click();
  await editor.browser.$('[role="tab"]*=Cues').click();
  const cues = await editor.untilCues((cues) => cues[0]?.text.includes('light') ?? false, 'the replaced text');
  expect(cues.filter((cue) => cue.text.includes('light'))).toHaveLength(2);
  await editor.saved();
});

test('undo and redo go on after the process was killed', async () => {
  const before = await editor.cues();
  editor = await editor.restart({ dialogs: [] });
  await editor.browser.$('main li button.open').click();
  const after = await editor.untilCues((cues) => cues.length === 4, 'the project');
  expect(after.map(withoutSelection)).toEqual(before.map(withoutSelection));
  const start = await undoAll(editor);
  expect(start).toBeGreaterThan(6);
  await editor.run('Show history');
  await editor.app.screenshot('history');
  await editor.browser.$('[role="tab"]*=Cues').click();
  for (let step = 0; step < start; step++) await editor.browser.keys([Key.Control, 'y']);
  const again = await editor.untilCues((cues) => same(cues, before), 'every edit to be made again');
  expect(again).toHaveLength(4);
});

test('exported files are what other programs read', async () => {
  const [srt, vtt] = [join(home, 'out.srt'), join(home, 'out.vtt')];
  editor = await editor.restart({ dialogs: [{ kind: 'export', path: srt }, { kind: 'export', path: vtt }] });
  await editor.browser.$('main li button.open').click();
  await editor.untilCues((cues) => cues.length === 4, 'the project');
  const shown = await editor.cues();
  await editor.export('SubRip');
  await editor.export('WebVTT');
  expect(readFileSync(vtt, 'utf8')).toMatch(/^WEBVTT/);
  for (const path of [srt, vtt]) {
    const starts = packetsOf(path).map((packet) => Number(packet.pts_time));
    expect(starts).toHaveLength(shown.length);
    // The list shows the frame that is nearest to a time.
    for (const [index, cue] of shown.entries()) expect(Math.abs(seconds(cue.in) - starts[index]!)).toBeLessThan(1001 / 30000);
    expect(readFileSync(path, 'utf8')).toContain('świcie ♪ 灯台');
  }
});

/** The cues that ffprobe finds in a caption file. */
function packetsOf(path: string): { pts_time: string }[] {
  const answer = execFileSync('ffprobe', ['-v', 'error', '-show_packets', '-of', 'json', path], { encoding: 'utf8' });
  return (JSON.parse(answer) as { packets: { pts_time: string }[] }).packets;
}

/** A drop-frame label at 29.97 within the first minute, in seconds. */
function seconds(label: string): number {
  const [, , second = '0', frame = '0'] = label.split(/[:;]/);
  return ((Number(second) * 30 + Number(frame)) * 1001) / 30000;
}

/** A frame starts at most one frame before the time at which it is on the screen. */
function expectBetween(time: number, from: number, to: number): void {
  expect(time).toBeGreaterThan(from - 1001 / 30000 - 0.001);
  expect(time).toBeLessThanOrEqual(to);
}

function withoutSelection(cue: object): object {
  return { ...cue, selected: false };
}

function same(a: object[], b: object[]): boolean {
  return JSON.stringify(a.map(withoutSelection)) === JSON.stringify(b.map(withoutSelection));
}

/** Undoes until there is nothing left to undo; answers how many steps that took. */
async function undoAll(editor: Editor): Promise<number> {
  let steps = 0;
  while ((await editor.count()) > 0 && steps < 40) {
    await editor.press(Key.Control, 'z');
    await editor.saved();
    steps++;
  }
  return steps;
}
