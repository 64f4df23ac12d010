/**
 * What is shown but not yet committed: the times of a drag, and text that is
 * being typed. Nothing else may differ from the backend's document.
 */
import type { Cue, CueId, Row, Time } from "../bridge";

/** How long typing rests before it is sent, in milliseconds. */
export const TYPING_PAUSE = 400;

/** Times a gesture proposes for a cue. */
export interface DraftTimes {
  in: Time;
  out: Time | null;
}

/** Text that is being typed. */
export interface PendingRows {
  cue: CueId;
  rows: Row[];
}

class Overlay {
  /** Goes up with every change; canvas layers compare it. */
  version = $state(0);
  #times: ReadonlyMap<CueId, DraftTimes> = new Map();
  #typing: ReadonlyMap<CueId, PendingRows> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flush: () => void = () => {};
  /** Whether views that repeat what is typed are about to be told. */
  #telling = false;

  /** Who sends typing when it has rested. Set once, by the project. */
  onIdle(flush: () => void): void {
    this.#flush = flush;
  }

  /** Shows these times instead of the committed ones, until `clear`. */
  setTimes(times: ReadonlyMap<CueId, DraftTimes>): void {
    this.#times = times;
    this.version++;
  }

  /** Lets go of the times of a gesture. */
  clear(): void {
    if (this.#times.size === 0) return;
    this.#times = new Map();
    this.version++;
  }

  /** The cues that a gesture is moving. */
  get times(): ReadonlyMap<CueId, DraftTimes> {
    void this.version;
    return this.#times;
  }

  /** Takes `rows` at once, has them shown wherever the cue is, and sent after a pause in typing. */
  setRows(cue: CueId, rows: Row[]): void {
    this.#typing = new Map(this.#typing).set(cue, { cue, rows });
    this.#tellAfterPaint();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), TYPING_PAUSE);
  }

  /** Text not yet acknowledged, of each cue the newest. */
  get typing(): readonly PendingRows[] {
    void this.version;
    return [...this.#typing.values()];
  }

  /** Ends the pause: whoever calls sends the typing now. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
  }

  /** The typing was acknowledged; drops it unless more was typed into that cue meanwhile. */
  settled(sent: PendingRows): void {
    if (this.#typing.get(sent.cue) !== sent) return;
    this.#replaceTyping((typing) => typing.delete(sent.cue));
  }

  /** Lets go of typing without sending it. */
  dropTyping(): void {
    clearTimeout(this.#timer);
    if (this.#typing.size > 0) this.#replaceTyping((typing) => typing.clear());
  }

  /**
   * What is typed is in the field already. Views that repeat it are drawn a frame later, so that a keystroke has no more
   * than the field to bring to the screen.
   */
  #tellAfterPaint(): void {
    if (this.#telling) return;
    this.#telling = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#telling = false;
        this.version++;
      }),
    );
  }

  #replaceTyping(change: (typing: Map<CueId, PendingRows>) => void): void {
    const typing = new Map(this.#typing);
    change(typing);
    this.#typing = typing;
    this.version++;
  }

  /** A cue as it is to be shown. */
  applied(cue: Cue): Cue {
    const times = this.#times.get(cue.id);
    const rows = this.#typing.get(cue.id)?.rows;
    if (!times && !rows) return cue;
    return { ...cue, ...(times ?? {}), ...(rows ? { rows } : {}) };
  }
}

/** The one overlay of the window. */
export const overlay = new Overlay();
