import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, test } from 'vitest';
import { environment, program } from '../harness/app.ts';
import { CUES, subtitles } from './programme.ts';
import { against, line, quantile } from './report.ts';

/**
 * How long after the first frame of an empty Tauri window the editor's window can be worked in, each counted from the
 * start of its process. The two take turns, so that what the machine does besides falls on both. As for the timeline, the
 * compositor that a machine without a GPU makes do with is not measured: compiling its shaders is no work of the editor.
 */

/** The limit in seconds. */
const LIMIT = 0.3;
const ROUNDS = 9;
const EDITOR = 'cuewright: ready';
const EMPTY = 'empty-window: drawn';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'cuewright-bench-'));
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

/** Seconds from the start of a program until it prints a line. It is ended then. */
async function secondsUntil(said: string, executable: string, args: readonly string[] = []): Promise<number> {
  const env = environment(home, { env: { CUEWRIGHT_ANNOUNCE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' } });
  const start = performance.now();
  const child = spawn('dbus-run-session', ['--', executable, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = once(child, 'exit');
  try {
    for await (const printed of createInterface(child.stdout)) {
      if (printed.trim() === said) return (performance.now() - start) / 1000;
    }
    throw new Error(`${executable} ended before it printed "${said}"`);
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** Starts the editor as often as the empty window, in turns, and prints how much later it is. */
async function compare(name: string, args: readonly string[]): Promise<void> {
  const empty = process.env['CUEWRIGHT_EMPTY_WINDOW'];
  if (empty === undefined) throw new Error('CUEWRIGHT_EMPTY_WINDOW names the empty window; cargo xtask bench sets it');
  const [peer, own]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    peer.push(await secondsUntil(EMPTY, empty));
    own.push(await secondsUntil(EDITOR, program(), args));
  }
  const [first, usable] = [quantile(peer, 0.5), quantile(own, 0.5)];
  const later = own.map((seconds, round) => seconds - peer[round]!);
  const times = `empty window drawn ${first.toFixed(2)} s`;
  line(`start ${name}`, times, `usable ${usable.toFixed(2)} s`, `later by ${against(quantile(later, 0.5), LIMIT, 's', 2)}`);
}

/** Makes a project of many cues in this home, by opening its captions once. */
async function longProject(): Promise<string> {
  const captions = join(home, 'programme.srt');
  writeFileSync(captions, subtitles());
  await secondsUntil(EDITOR, program(), [captions]);
  const found = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.cuewright'));
  if (found === undefined) throw new Error('opening captions made no project');
  return join(home, found);
}

test('the first screen', async () => {
  await secondsUntil(EDITOR, program());
  await compare('the first screen', []);
});

test('a long project', async () => {
  await compare(`a project of ${CUES} cues`, [await longProject()]);
});
