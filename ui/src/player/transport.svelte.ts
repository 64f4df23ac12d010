/** What the player's bar shows and remembers. */
import { preferences, project } from "../document";

/** How captions are drawn over the picture. */
export type CaptionView = "vtt" | "grid";

/** Formats whose captions live on a character grid. */
const GRID_FORMATS = ["scc", "mcc", "cap", "ebu-stl"];

class Transport {
  /** The time field, once it is drawn. */
  #field: (() => void) | null = null;

  /** Whether the track's first cue is placed in cells, or comes as only 608 and 708 captions do. */
  get #onGrid(): boolean {
    const first = project.order(project.activeTrackId)[0];
    const cue = first === undefined ? undefined : project.cue(first);
    return cue !== undefined && (cue.position?.kind === "grid" || cue.channel != null || (cue.mode ?? { kind: "pop-on" }).kind !== "pop-on");
  }

  /** Whether the safe areas are drawn over the picture. */
  get safeArea(): boolean {
    return preferences.panel("player.safe-area", 0) === 1;
  }

  /** How captions are drawn: as the user chose, else as the track's format is shown. */
  get view(): CaptionView {
    const chosen = preferences.panel("player.view", -1);
    if (chosen >= 0) return chosen === 1 ? "grid" : "vtt";
    return GRID_FORMATS.includes(project.activeTrack?.format ?? "") || this.#onGrid ? "grid" : "vtt";
  }

  /** Shows or hides the safe areas. */
  setSafeArea(shown: boolean): void {
    preferences.setPanel("player.safe-area", shown ? 1 : 0);
  }

  /** Goes through the ways to draw captions. */
  nextView(): void {
    preferences.setPanel("player.view", this.view === "grid" ? 0 : 1);
  }

  /** Tells who opens the time field. Answers how to take that back. */
  offerField(open: () => void): () => void {
    this.#field = open;
    return () => {
      if (this.#field === open) this.#field = null;
    };
  }

  /** Lets the user type where to go. */
  askForTime(): void {
    this.#field?.();
  }
}

/** The player's bar. */
export const transport = new Transport();
