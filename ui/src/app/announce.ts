/**
 * What is spoken to a screen reader. A leaf: any part of the UI may speak.
 *
 * The live region itself is drawn by `App.svelte`.
 */
type Listener = (text: string) => void;

const listeners = new Set<Listener>();

/** Speaks `text` politely, after what is being said now. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

/** Hears everything that is announced; answers how to stop. */
export function onAnnounce(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
