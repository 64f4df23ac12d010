/** What the user set for the window, kept by the backend. */
import type { Preferences } from "../bridge";
import { backend } from "../bridge";
import { notices } from "./notices.svelte";

/** How long changes gather before they are sent, in milliseconds. */
const SEND_PAUSE = 300;

/** Preferences of a first start. */
export const DEFAULT_PREFERENCES: Preferences = {
  name: "", theme: "dark", keymap: "subtitle-edit", keys: [], panels: {},
  follow_playhead: true, snapping: true, speech_feedback: true, readings: {}, export: { formats: [], naming: "{name}.{language}", options: [] },
};

class PreferencesState {
  /** What holds now. Replaced, never changed in place. */
  current: Preferences = $state.raw(DEFAULT_PREFERENCES);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes what was kept, at start-up. */
  load(stored: Partial<Preferences>): void {
    this.current = { ...DEFAULT_PREFERENCES, ...stored };
  }

  /** Changes some of it and keeps that. */
  update(change: Partial<Preferences>): void {
    this.current = { ...this.current, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), SEND_PAUSE);
  }

  /** The size of a panel that the user last gave it. */
  panel(name: string, initial: number): number {
    return this.current.panels[name] ?? initial;
  }

  /** Keeps the size of a panel. */
  setPanel(name: string, size: number): void {
    this.update({ panels: { ...this.current.panels, [name]: size } });
  }

  async #send(): Promise<void> {
    try {
      await backend.setPreferences(this.current);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

/** The preferences of the window. */
export const preferences = new PreferencesState();
