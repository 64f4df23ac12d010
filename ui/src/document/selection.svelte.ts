/** Which cues are selected. The primary one is what the cue text shows. */
import type { CueId } from "../bridge";

class Selection {
  /** The selected cues, in the order they were chosen. Replaced, never changed in place. */
  ids: readonly CueId[] = $state.raw([]);
  /** The cue that single-cue commands are about. */
  primary: CueId | null = $state.raw(null);
  /** Where a range starts when the selection is extended. */
  #anchor: CueId | null = null;
  #set: ReadonlySet<CueId> = $derived(new Set(this.ids));

  /** Whether a cue is selected. */
  has(id: CueId): boolean {
    return this.#set.has(id);
  }

  /**
   * Selects one cue. `extend` takes everything between the anchor and it, in
   * `order`; `toggle` adds it or takes it out.
   */
  select(id: CueId, options: { extend?: boolean; toggle?: boolean; order?: readonly CueId[] } = {}): void {
    if (options.extend && this.#anchor !== null && options.order) {
      this.#extend(id, this.#anchor, options.order);
    } else if (options.toggle) {
      this.#toggle(id);
    } else {
      this.#anchor = id;
      this.ids = [id];
      this.primary = id;
    }
  }

  /** Replaces the selection; `primary` defaults to the first. */
  set(ids: readonly CueId[], primary: CueId | null = ids[0] ?? null): void {
    this.ids = [...ids];
    this.primary = primary;
    this.#anchor = primary;
  }

  /** Selects nothing. */
  clear(): void {
    this.set([]);
  }

  /** Drops cues that no longer exist. */
  retain(exists: (id: CueId) => boolean): void {
    if (this.ids.every(exists)) return;
    const kept = this.ids.filter(exists);
    const primary = this.primary !== null && exists(this.primary) ? this.primary : (kept[0] ?? null);
    this.set(kept, primary);
  }

  #toggle(id: CueId): void {
    if (this.has(id)) {
      this.ids = this.ids.filter((other) => other !== id);
      if (this.primary === id) this.primary = this.ids.at(-1) ?? null;
    } else {
      this.ids = [...this.ids, id];
      this.primary = id;
    }
    this.#anchor = id;
  }

  #extend(id: CueId, anchor: CueId, order: readonly CueId[]): void {
    const [from, to] = [order.indexOf(anchor), order.indexOf(id)];
    if (from < 0 || to < 0) return this.select(id);
    this.ids = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.primary = id;
  }
}

/** The one selection of the window. */
export const selection = new Selection();
