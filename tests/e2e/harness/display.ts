import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The X display that the windows of this run appear on. */
    display: string;
  }
}

/** Starts a virtual display for the whole run, on a number that Xvfb finds free; answers how to end it. */
export default async function setup(project: TestProject): Promise<() => void> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = (await once(createInterface(server.stdout), 'line')) as [string];
  project.provide('display', `:${number.trim()}`);
  return () => {
    server.kill('SIGKILL');
  };
}
