import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE } from './places.ts';

/** Where the frame number stands in the sample's picture, as the script that made it says. */
interface Key {
  width: number;
  height: number;
  x: number;
  y: number;
  cell: number;
  bits: number;
  files: Record<string, { rate: [number, number]; frames: number }>;
}

export const KEY = JSON.parse(readFileSync(join(SAMPLE, 'frame-code.json'), 'utf8')) as Key;

/** Reads the number of the frame that the page's `<video>` shows; fails when its code does not hold together. */
export async function shownFrame(browser: WebdriverIO.Browser): Promise<number> {
  const cells = await browser.execute((key: Key) => {
    const video = document.querySelector('video');
    if (video === null) throw new Error('there is no video');
    const canvas = document.createElement('canvas');
    canvas.width = key.width;
    canvas.height = key.height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('there is no canvas');
    context.drawImage(video, 0, 0, key.width, key.height);
    return Array.from({ length: key.bits + 3 }, (_, cell) => {
      const x = key.x + cell * key.cell + key.cell / 2;
      const [red = 0] = context.getImageData(x, key.y + key.cell / 2, 1, 1).data;
      return red > 127 ? 1 : 0;
    });
  }, KEY);
  const bits = cells.slice(1, -2);
  const parity = bits.reduce<number>((sum, bit) => sum ^ bit, 0);
  if (cells[0] !== 1 || cells.at(-1) !== 1 || cells.at(-2) !== parity) {
    throw new Error(`the frame code reads ${cells.join('')}`);
  }
  return Number.parseInt(bits.join(''), 2);
}
