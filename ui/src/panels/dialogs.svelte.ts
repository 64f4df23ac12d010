/** Which dialog is open. One at a time; what asks for another takes the place of the first. */
import type { AccountId, CueId, Decision, Finding, Fixes, ImportPreview, ItemId, RequestKey, ServiceType, TrackId, Wish } from "../bridge";

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
  | { kind: "notices" }
  | QualityDialog
  | ReviewDialog
  | QueueDialog
  | AccountDialog;

/** Dialogs about what is found in the captions, which the folder of quality draws. */
export type QualityDialog =
  | { kind: "profile"; track: TrackId; chosen?: string }
  | { kind: "house-profile"; track: TrackId; of: string; copy: boolean }
  | { kind: "waive"; finding: Finding; cues: CueId[] }
  | { kind: "fixes"; fixes: Fixes }
  | { kind: "spelling"; finding: Finding };

/** Dialogs of the Review page, which that folder draws. */
export type ReviewDialog =
  | { kind: "compare-service"; track: TrackId }
  | { kind: "hand-back"; track: TrackId };

/** Dialogs of the Queue page and of links, which that folder draws. */
export type QueueDialog =
  | { kind: "open-request"; request: RequestKey }
  | { kind: "fulfil"; request: RequestKey }
  | { kind: "fail-request"; request: RequestKey; message: string }
  | { kind: "send"; title: string; verb: string; note: string; wish: Wish }
  | { kind: "order"; item: ItemId | null }
  | { kind: "fetch-order"; request: RequestKey }
  | { kind: "service-type"; account: AccountId; type: Pick<ServiceType, "key" | "description" | "languages"> | null }
  | { kind: "delete-service-type"; account: AccountId; key: string }
  | { kind: "decide"; item: ItemId; title: string; warning: string; decision: Decision }
  | { kind: "conflict"; item: ItemId }
  | { kind: "attempts"; item: ItemId }
  | { kind: "link-track"; track: TrackId }
  | { kind: "push"; track: TrackId }
  | { kind: "pull"; track: TrackId }
  | { kind: "withdraw"; track: TrackId }
  | { kind: "unlink"; track: TrackId };

/** Dialogs of the Accounts page, which that folder draws. */
export type AccountDialog =
  | { kind: "account"; account: AccountId | null }
  | { kind: "sign-in"; account: AccountId }
  | { kind: "secrets"; account: AccountId }
  | { kind: "real-orders"; account: AccountId }
  | { kind: "remove-account"; account: AccountId }
  | { kind: "secret-store" };

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
export type SideTab = "cues" | "findings" | "comments" | "find" | "history";

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
