import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { PICTURES } from './places.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The X display that the windows of this run appear on. */
    display: string;
  }
}

/** Starts a virtual display for the whole run, on a number that Xvfb finds free; answers how to end it. */
export default async function setup(project: TestProject): Promise<() => void> {
  // What windows print is kept for one run.
  rmSync(join(PICTURES, 'windows.log'), { force: true });
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(createInterface(server.stdout), 'line')) as [string];
  project.provide('display', `:${number.trim()}`);
  return () => {
    server.kill('SIGKILL');
  };
}
