import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** A WebKitWebDriver on a session bus of its own. The window it opens inherits its environment. */
export interface Driver {
  port: number;
  /** Ends the driver and all that it started. */
  end(): Promise<void>;
  /** The process of the program it opened; undefined when it is gone. */
  processOf(program: string): number | undefined;
  /** The process that draws the page; undefined when there is none. */
  webProcess(): number | undefined;
}

/** Starts a driver and waits until it answers. What it and the window print goes to the end of `log`. */
export async function startDriver(env: NodeJS.ProcessEnv, log: string): Promise<Driver> {
  const port = await freePort();
  const output = openSync(log, 'a');
  const child = spawn('dbus-run-session', ['--', 'WebKitWebDriver', `--port=${port}`], {
    env: { ...env, TAURI_WEBVIEW_AUTOMATION: 'true' },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const group = child.pid;
  if (group === undefined) throw new Error('dbus-run-session could not be started');
  await until(() => answers(port), 'WebKitWebDriver to answer');
  return {
    port,
    end: () => endGroup(child, group),
    processOf: (program) => descendants(group).find((pid) => executableOf(pid) === program),
    webProcess: () => descendants(group).find((pid) => executableOf(pid)?.endsWith('/WebKitWebProcess')),
  };
}

/** Asks again and again until something is so; fails, naming what was waited for, after `patience` milliseconds. */
export async function until<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  patience = 30_000,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${patience / 1000} s for ${what}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/status`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function endGroup(child: ChildProcess, group: number): Promise<void> {
  const members = descendants(group);
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  for (const pid of [...members, group]) kill(pid);
  await gone;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Every process that a process started, directly or not. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found = [root];
  for (let index = 0; index < found.length; index++) {
    for (const [pid, parent] of parents) if (parent === found[index]) found.push(pid);
  }
  return found.slice(1);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}
