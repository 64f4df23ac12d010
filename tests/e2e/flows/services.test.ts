import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Editor } from '../harness/editor.ts';
import { SAMPLE } from '../harness/places.ts';
import { Practice } from '../harness/practice.ts';
import { Queue } from '../harness/queue.ts';

// What goes to the caption services and comes from them, in the real window against services played on this machine.

const REQUEST_41 = /\/caption_file_requests\/41$/;
/** Both addresses that a track is changed at: with captions and without. */
const TRACKS = /\/youtube\/v3\/captions/;
const ORDERS = /^\/api\/v1\/orders$/;
/** What the practice track says after someone else was at it. */
const THEIRS = '1\n00:00:05,405 --> 00:00:09,343\nSomeone else was here.\n';

let editor: Editor | undefined;
let practice: Practice | undefined;

afterEach(async () => {
  await editor?.app.dispose();
  await practice?.end();
  [editor, practice] = [undefined, undefined];
});

async function begin(...args: string[]): Promise<[Editor, Queue, Practice]> {
  practice = await Practice.start();
  editor = await Editor.launch({ args, env: practice.env });
  return [editor, new Queue(editor), practice];
}

/** Has what was just sent be seen at the service, whose work on it takes a few seconds of its own clock. */
async function confirm(queue: Queue, practice: Practice): Promise<void> {
  await queue.untilStanding('Sent, being checked', 1);
  await practice.wait(10);
  await queue.lookNow();
}

test('a request is taken, worked on without a connection, and handed in once it is back', async () => {
  const [editor, queue, practice] = await begin();
  await editor.run('Queue page');
  await queue.choose('41');
  await editor.run('Take the request');
  await editor.untilText('Media is kept for offline work');
  await editor.app.screenshot('queue-taken');
  await editor.run('Open the request');
  await editor.untilText('Request 41');
  await editor.mediaReady();
  await editor.run('Insert a cue at the playhead');
  await editor.untilCues((cues) => cues.length === 1, 'the cue');
  await editor.type('On a clear night one lamp can be seen.');
  await editor.saved();

  const [cue] = await editor.cues();
  expect([cue?.in, cue?.out]).toEqual(['00:00:00;00', '00:00:02;00']);

  await practice.goOffline();
  await editor.run('Queue page');
  await queue.choose('41');
  await editor.run('Fulfil the request\u2026');
  await queue.send('Hand in');
  await editor.run('Show the outbox');
  await queue.untilStanding('Waiting to be sent', 1);
  await editor.app.screenshot('outbox-waiting');
  expect(await practice.applied('PATCH', REQUEST_41)).toEqual([]);

  await practice.comeBack();
  await queue.networkIsBack();
  await queue.untilStanding('Confirmed', 1);
  await editor.app.screenshot('outbox-confirmed');
  const sent = await practice.applied('PATCH', REQUEST_41);
  expect(sent).toHaveLength(1);
  expect(await practice.handedIn(sent[0]!)).toBe('1\r\n00:00:00,000 --> 00:00:02,000\r\nOn a clear night one lamp can be seen.\r\n');
  await editor.untilText('Published at Studio as \u201crequest 41\u201d');
});

test('a track is pulled; one that someone else changed meanwhile is a conflict, and overwritten only when that is said', async () => {
  const [editor, queue, practice] = await begin('--sample');
  await editor.mediaReady();
  await queue.untilCan('Pull\u2026');
  const ours = readFileSync(join(SAMPLE, 'captions.srt'), 'utf8');
  await practice.changeTrack(await practice.track('English'), ours.replace(/^(1\r?\n.*\r?\n).*/, '$1Corrected at YouTube.'));
  const linked = await practice.downloads();
  await editor.run('Pull\u2026');
  await editor.untilText('250 units');
  expect(await practice.downloads()).toBe(linked);
  await queue.press('Fetch and compare');
  await editor.untilText('Both sides have changed since you last synced.');
  await editor.app.screenshot('pull');
  await queue.send('Take theirs');
  await editor.untilCues((cues) => cues[0]?.text.startsWith('Corrected at YouTube.') === true, 'what was pulled');
  expect(await practice.downloads()).toBe(linked + 1);
  await editor.select(3);
  await editor.type('A change of mine');
  await editor.saved();
  await practice.changeTrack(await practice.track('English'), THEIRS);
  expect(await practice.applied('PUT', TRACKS)).toHaveLength(2);
  const before = await practice.downloads();

  await editor.run('Push\u2026');
  await editor.app.screenshot('push');
  await queue.send('Push');
  await editor.untilText('1 needs you');
  await editor.untilText('Conflict with YouTube, not sent');
  expect(await practice.applied('PUT', TRACKS)).toHaveLength(2);
  await editor.run('Show what needs you');
  await queue.press('Compare\u2026');
  await editor.untilText('200 units');
  await editor.app.screenshot('conflict-cost');
  expect(await practice.downloads()).toBe(before);
  await queue.press('Fetch and compare');
  await editor.untilText('Someone else was here.');
  await editor.untilText('A change of mine');
  await editor.app.screenshot('conflict');
  await queue.tick('Replace theirs with mine');
  expect(await practice.downloads()).toBe(before + 1);
  await queue.send('Replace');
  await confirm(queue, practice);
  await queue.untilStanding('Confirmed', 1);
  const sent = await practice.applied('PUT', TRACKS);
  expect(sent).toHaveLength(3);
  expect(await practice.pushed(sent[2]!)).toMatch(/\n\n3\n[0-9:,]+ --> [0-9:,]+\nA change of mine\n\n4\n/);

  let confirmed = 1;
  for (const [viewers, draft] of [['Do not see it', true], ['See it', false]] as const) {
    await editor.run('Edit page');
    await editor.run('Push\u2026');
    await queue.tick('Only whether viewers see them');
    await queue.tick(viewers);
    await queue.send('Push');
    await editor.run('Show the outbox');
    await confirm(queue, practice);
    await queue.untilStanding('Confirmed', ++confirmed);
    await editor.untilText(draft ? 'Draft at YouTube as \u201cEnglish\u201d' : 'Published at YouTube as \u201cEnglish\u201d');
    expect((await practice.track('English')).snippet.isDraft).toBe(draft);
  }
  expect(await practice.applied('PUT', TRACKS)).toHaveLength(5);
});

test('an order is corrected at its field before it is sent, and comes back as a track', async () => {
  const [editor, queue, practice] = await begin('--sample');
  await editor.mediaReady();
  await queue.untilCan('Order captions from Rev\u2026');
  const before = await practice.orders();
  await editor.run('Order captions from Rev\u2026');
  await queue.tick('Rush');
  await queue.tick('Spanish, Latin America');
  await editor.untilText('(20005)');
  await editor.app.screenshot('order-wrong');
  const dialog = await editor.dialog();
  expect(await dialog.$('button.primary').isEnabled()).toBe(false);
  expect(await practice.applied('POST', ORDERS)).toEqual([]);
  await queue.tick('Rush');
  await queue.send('Place sandbox order');
  await editor.run('Show the outbox');
  await queue.untilStanding('Confirmed', 2);
  expect(await practice.applied('POST', ORDERS)).toHaveLength(1);

  const number = (await practice.orders()).find((one) => !before.includes(one)) ?? 'none';
  // A sandbox order completes by itself after five minutes.
  await practice.wait(301);
  await editor.run('Look for requests and orders');
  await editor.run('Show requests and orders');
  await queue.showEveryState();
  await queue.choose(number);
  await queue.untilCan('Fetch from the order\u2026');
  await editor.run('Fetch from the order\u2026');
  await editor.app.screenshot('order-fetch');
  await queue.send('Fetch');
  await editor.untilText('every edit saved');
  await queue.untilTracks(2);
  expect(await practice.applied('POST', ORDERS)).toHaveLength(1);
});
