/** Messages to the user: kept until read, spoken when they come. */
import { announce } from "../app/announce";
import type { Notice } from "../bridge";
import { errorOf } from "../bridge";

/** A notice on screen. */
export interface ShownNotice extends Notice {
  id: number;
  /** How many times it came in a row. */
  count: number;
}

class Notices {
  /** What stands unread, oldest first. */
  shown: readonly ShownNotice[] = $state.raw([]);
  /** Everything of this session, for the notices panel: nothing shown is lost. */
  past: readonly ShownNotice[] = $state.raw([]);
  #next = 1;

  /** Shows and speaks a notice; the same one again only counts up. */
  add(notice: Notice): void {
    const same = this.shown.find((old) => old.code === notice.code && old.message === notice.message);
    const entry = same ? { ...same, count: same.count + 1 } : { ...notice, id: this.#next++, count: 1 };
    const others = (list: readonly ShownNotice[]) => list.filter((old) => old.id !== entry.id);
    this.shown = [...others(this.shown), entry];
    this.past = [...others(this.past), entry].slice(-200);
    announce(notice.message);
  }

  /** Shows what a call failed with. */
  fail(thrown: unknown, action: string | null = null): void {
    const { code, message } = errorOf(thrown);
    this.add({ severity: "error", code, message, action });
  }

  /** Takes a notice off the screen; it stays in `past`. */
  dismiss(id: number): void {
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }

  /** Takes away what no longer holds. */
  resolve(code: string): void {
    this.shown = this.shown.filter((notice) => notice.code !== code);
  }

  /** Forgets everything, as at start-up. */
  reset(): void {
    this.shown = [];
    this.past = [];
  }
}

/** The notices of the window. */
export const notices = new Notices();
