import axe from 'axe-core';
import type { Editor } from './editor.ts';

/** Every theme, by the command that turns it on and as pictures are named. */
export const THEMES = [
  { title: 'Dark theme', name: 'dark' },
  { title: 'Light theme', name: 'light' },
  { title: 'High-contrast theme', name: 'contrast' },
];

/** What of WCAG 2.2 AA a machine can see is broken in the window, one line for each element. */
export async function violations({ browser }: Editor): Promise<string[]> {
  await browser.execute(axe.source);
  const results = (await browser.executeAsync((done: (results: unknown) => void) => {
    const page = (globalThis as unknown as { axe: { run: (options: object) => Promise<unknown> } }).axe;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    void page.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(done);
  })) as axe.AxeResults;
  return results.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}
