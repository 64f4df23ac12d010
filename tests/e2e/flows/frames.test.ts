import { join } from 'node:path';
import { afterEach, test } from 'vitest';
import { until } from '../harness/driver.ts';
import { Editor } from '../harness/editor.ts';
import { SAMPLE } from '../harness/places.ts';
import { KEY, shownFrame } from '../harness/frame-code.ts';

let editor: Editor | undefined;

afterEach(async () => {
  await editor?.app.dispose();
  editor = undefined;
});

/** Waits until the picture shows a frame; the code in the picture, not the player, says which it is. */
async function untilShown(editor: Editor, frame: number): Promise<void> {
  let shown = -1;
  try {
    await until(async () => (shown = await shownFrame(editor.browser)) === frame, 'the picture');
  } catch {
    throw new Error(`frame ${frame} was asked for, frame ${shown} is shown`);
  }
}

test.each([
  // Drop-frame labels at 29.97: 1:00;02 is the first of the second minute, frame 1800.
  { file: 'lamp-and-lens.mp4', places: { '00:00:00;00': 0, '00:00:21;22': 652, '00:00:25;10': 760, '00:01:00;02': 1800, '00:01:06;25': 2003 } },
  { file: 'counter.webm', places: { '00:00:00:00': 0, '00:00:03:02': 77, '00:00:03:24': 99, '00:00:04:00': 100, '00:00:07:24': 199 } },
])('typing a time and stepping show the very frame in $file', async ({ file, places }) => {
  editor = await Editor.launch({ args: [join(SAMPLE, file)] });
  await editor.mediaReady();
  for (const [label, frame] of Object.entries(places)) {
    await editor.goTo(label);
    await untilShown(editor, frame);
  }
  const last = (KEY.files[file]?.frames ?? 0) - 1;
  const from = Object.values(places).at(-2) ?? 0;
  await editor.goTo(Object.keys(places).at(-2) ?? '');
  for (let frame = from + 1; frame <= Math.min(from + 4, last); frame++) {
    await editor.browser.$('button[aria-label="One frame forward"]').click();
    await untilShown(editor, frame);
  }
  for (let frame = from + 3; frame >= from - 2; frame--) {
    await editor.browser.$('button[aria-label="One frame back"]').click();
    await untilShown(editor, frame);
  }
});
