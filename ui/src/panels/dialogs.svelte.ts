/** Which dialog is open. One at a time; what asks for another takes the place of the first. */
import type { ImportPreview, TrackId } from "../bridge";

/** Every dialog, with what it is about. */
export type OpenDialog =
  | { kind: "export"; track: TrackId }
  | { kind: "import"; path: string; preview: ImportPreview }
  | { kind: "remarks" }
  | { kind: "batch" }
  | { kind: "shift" }
  | { kind: "stretch" }
  | { kind: "frame-rate" }
  | { kind: "preferences"; page: "appearance" | "keys" | "limits" }
  | { kind: "new-track" }
  | { kind: "track"; track: TrackId }
  | { kind: "publish"; track: TrackId }
  | { kind: "speaker" }
  | { kind: "go-to-cue" }
  | { kind: "notices" };

class Dialogs {
  /** The open dialog. */
  current: OpenDialog | null = $state.raw(null);

  #closed: () => void = () => {};

  /** Opens a dialog. */
  open(dialog: OpenDialog): void {
    this.#closed();
    this.current = dialog;
  }

  /** Opens a dialog; answers once it is closed, or another took its place. */
  untilClosed(dialog: OpenDialog): Promise<void> {
    this.open(dialog);
    return new Promise((closed) => (this.#closed = closed));
  }

  /** Closes whatever is open. */
  close(): void {
    this.current = null;
    this.#closed();
  }
}

/** The dialogs of the window. */
export const dialogs = new Dialogs();

/** What stands in the panel on the right. */
export type SideTab = "cues" | "find" | "history";

class Side {
  /** The tab that is shown. */
  tab: SideTab = $state("cues");
  /** Goes up when the find field is to take the focus. */
  findAsked = $state(0);

  /** Shows find and replace, with the focus in its field. */
  find(): void {
    this.tab = "find";
    this.findAsked++;
  }
}

/** The panel on the right. */
export const side = new Side();
