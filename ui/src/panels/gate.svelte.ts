/** What stands between a track and its being published, asked for anew whenever the captions change. */
import { backend, errorOf, type GateReport, type TrackId } from "../bridge";
import { project } from "../document";

/** The gate of a track. Made while a component is. */
export class Gate {
  report: GateReport | null = $state.raw(null);
  error = $state("");
  readonly #track: () => TrackId | null;
  #looks = $state(0);

  /** Whether the track may be published as it is. */
  get passes(): boolean {
    return this.#track() === null || (this.report?.blocking.length === 0 && this.error === "");
  }

  /** What keeps the track from being published, in words; empty where nothing does, or it is not known yet. */
  get reason(): string {
    if (this.#track() === null) return "";
    if (this.error !== "") return "It cannot be checked";
    const count = this.report?.blocking.length ?? 0;
    if (count === 0) return "";
    return `${count.toLocaleString()} ${count === 1 ? "finding keeps" : "findings keep"} it from being published`;
  }

  /** `track` answers null where no captions are published. */
  constructor(track: () => TrackId | null) {
    this.#track = track;
    $effect(() => {
      void [project.rev, this.#looks];
      const asked = track();
      let stale = false;
      if (asked === null) this.report = null;
      else void this.#ask(asked, () => stale);
      return () => (stale = true);
    });
  }

  /** Looks once more: the backend refused what was let through here. */
  lookAgain(): void {
    this.#looks++;
  }

  async #ask(track: TrackId, stale: () => boolean): Promise<void> {
    try {
      await project.flush();
      const answer = await backend.gate(track);
      if (stale()) return;
      this.report = answer;
      this.error = "";
    } catch (thrown) {
      if (!stale()) this.error = errorOf(thrown).message;
    }
  }
}
