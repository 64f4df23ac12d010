import type { Editor } from './editor.ts';

/** Where an edge can be taken hold of, in pixels from the window's corner. */
export interface Handle {
  x: number;
  y: number;
}

/**
 * The edges of the selected cue on the timeline, found as a hand finds them: by moving over the timeline until the pointer
 * turns into one that drags. The cue is brought to the middle of the view first, and `notches` of the wheel zoom out there.
 */
export async function handlesOfSelected(editor: Editor, notches = 0): Promise<{ in: Handle; out: Handle }> {
  await editor.run('Zoom to the selected cues');
  if (notches > 0) await zoomOutAtMiddle(editor, notches);
  await editor.app.painted();
  const found = await editor.browser.execute(() => {
    const body = document.querySelector<HTMLElement>('[role="application"][aria-label="Timeline"]');
    if (body === null) return null;
    const box = body.getBoundingClientRect();
    const isHandle = (x: number, y: number) => {
      body.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, bubbles: true }));
      return body.style.cursor === 'ew-resize';
    };
    const middle = box.left + box.width / 2;
    const centreOfRun = (from: number, step: number, y: number) => {
      const run = [];
      for (let x = from; x > box.left && x < box.right; x += step) {
        if (isHandle(x, y)) run.push(x);
        else if (run.length > 0) break;
      }
      return run.length > 0 ? (run[0]! + run.at(-1)!) / 2 : null;
    };
    for (let share = 0.95; share > 0.3; share -= 0.05) {
      const y = box.top + box.height * share;
      const [left, right] = [centreOfRun(middle, -1, y), centreOfRun(middle, 1, y)];
      if (left !== null && right !== null) return { in: { x: left, y }, out: { x: right, y } };
    }
    return null;
  });
  if (found === null) throw new Error('the selected cue has no edges on the timeline');
  return found;
}

/** Turns the wheel with Ctrl held over the middle of the timeline; WebKitWebDriver's own wheel does not arrive. */
async function zoomOutAtMiddle(editor: Editor, notches: number): Promise<void> {
  await editor.browser.execute((deltaY: number) => {
    const body = document.querySelector('[role="application"][aria-label="Timeline"]');
    const box = body?.getBoundingClientRect() ?? new DOMRect();
    const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
    body?.dispatchEvent(new WheelEvent('wheel', { ...middle, ctrlKey: true, deltaY, bubbles: true, cancelable: true }));
  }, notches * 120);
}

/** One hand for all moves: WebDriver gives every new pointer a place of its own. */
const HAND = { id: 'hand', parameters: { pointerType: 'mouse' as const } };

/** Drags from one place to another in small moves, as a hand does; `held` are keys held meanwhile. */
export async function drag(editor: Editor, from: Handle, to: Handle, held: string[] = []): Promise<void> {
  await beginDrag(editor, from, to, held);
  await letGo(editor);
}

/** Takes hold and moves without letting go. */
export async function beginDrag(editor: Editor, from: Handle, to: Handle, held: string[] = []): Promise<void> {
  const steps = 8;
  for (const key of held) await editor.browser.action('key').down(key).perform(true);
  const hand = editor.browser.action('pointer', HAND);
  hand.move({ x: Math.round(from.x), y: Math.round(from.y), origin: 'viewport' }).down();
  for (let step = 1; step <= steps; step++) {
    const share = step / steps;
    const x = Math.round(from.x + (to.x - from.x) * share);
    const y = Math.round(from.y + (to.y - from.y) * share);
    hand.move({ x, y, duration: 16, origin: 'viewport' });
  }
  await hand.perform(true);
  await editor.app.painted();
}

/** Lets go of what is held, where the hand is. */
export async function letGo(editor: Editor): Promise<void> {
  await editor.browser.action('pointer', HAND).up().perform();
  await editor.browser.releaseActions();
}
