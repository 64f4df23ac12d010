/** Answers when what was drawn last is on the screen. */
export function painted(): Promise<unknown> {
  return new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
}
