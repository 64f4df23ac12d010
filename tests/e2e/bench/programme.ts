import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** How long the programme is that everything in the window is measured on, in hours. */
export const HOURS = 3;
/** How many cues it has. */
export const CUES = 20_000;

/** Three hours of sound at 8 kHz: noise that swells and fades like speech. */
export async function writeSound(path: string): Promise<void> {
  const rate = 8000;
  const samples = HOURS * 3600 * rate;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples * 2, 40);
  const file = createWriteStream(path);
  file.write(header);
  let seed = 1;
  for (let minute = 0; minute < HOURS * 60; minute++) {
    const block = Buffer.alloc(rate * 60 * 2);
    for (let at = 0; at < rate * 60; at++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const swell = Math.abs(Math.sin(at / 1900) * Math.sin(at / 700 + minute));
      block.writeInt16LE(Math.round((seed / 4_294_967_296 - 0.5) * 44_000 * swell), at * 2);
    }
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** A SubRip file of so many cues, one after the other over the whole programme. */
export function subtitles(count = CUES): string {
  const every = (HOURS * 3_600_000) / count;
  const length = Math.min(4000, every * 0.85);
  const clock = (milliseconds: number) => new Date(milliseconds).toISOString().slice(11, 23).replace('.', ',');
  return Array.from({ length: count }, (_, index) => {
    const start = Math.round(index * every);
    return `${index + 1}\n${clock(start)} --> ${clock(start + Math.round(length))}\nCue ${index + 1} of many,\nin two rows.\n`;
  }).join('\n');
}
