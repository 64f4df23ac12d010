/** Whether the timeline has drawn what there is of the sound in view: asked by whoever takes a picture of the window. */

let asked: (() => boolean) | null = null;

/** Whether all of it is drawn, as it stays; also where there is no timeline, or no sound to come. */
export function soundIsDrawn(): boolean {
  return asked?.() ?? true;
}

/** Takes who answers from now on; null where the timeline is gone. */
export function answersDrawn(answer: (() => boolean) | null): void {
  asked = answer;
}
