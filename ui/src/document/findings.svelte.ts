/**
 * The findings of the track that is shown, mirrored. The backend looks; what it
 * tells replaces what is here, cue by cue. While a gesture moves cues, what it
 * would lead to stands over what is there.
 */
import { untrack } from "svelte";
import { backend, type AppEvent, type CueId, type EditOutcome, type Finding, type Retime, type TrackId } from "../bridge";
import { weightOf, type Counts } from "./finding-words";
import { notices } from "./notices.svelte";
import { overlay, type DraftTimes } from "./overlay.svelte";
import { preferences } from "./preferences.svelte";
import { project } from "./project.svelte";

type Change = Extract<AppEvent, { kind: "findings" }>["findings"];

const NONE: readonly Finding[] = [];

class Findings {
  /** Goes up with every change; what canvas layers compare. */
  version = $state(0);
  /** The profile the track is held to; null where it is held to none. */
  profile: string | null = $state.raw(null);
  /** Why nothing is found, where the profile cannot be had. */
  problem: string | null = $state.raw(null);
  /** Whether there is a dictionary of the track's language. */
  spelling = $state.raw(false);
  /** How many cues are still to be looked at. */
  left = $state.raw(0);

  /** Goes up with what the backend tells, and not with what a gesture would lead to: all cues are gone through for that. */
  #told = $state(0);
  #found = new Map<CueId, readonly Finding[]>();
  #foreseen: ReadonlyMap<CueId, readonly Finding[]> = new Map();
  #watched: TrackId | null = null;
  #asking = false;

  /** What there is to be watched: changes where it has to be watched anew. */
  #wanted: string | null = $derived.by(() => {
    const track = project.open ? project.activeTrack : undefined;
    if (!track?.gate) return null;
    return [project.path, track.id, track.gate.profile, track.language, project.settings.language].join("\n");
  });

  /** The findings of a cue: while it is dragged, those it would have. */
  of(cue: CueId): readonly Finding[] {
    void this.version;
    return this.#foreseen.get(cue) ?? this.#found.get(cue) ?? NONE;
  }

  /** Whether no cue has a finding, and none would have one: who draws many cues asks this once. */
  get none(): boolean {
    void this.version;
    return this.#found.size === 0 && this.#foreseen.size === 0;
  }

  /** What a gesture would lead to, for the cues it moves and their neighbours; empty while there is none. */
  get foreseen(): ReadonlyMap<CueId, readonly Finding[]> {
    void this.version;
    return this.#foreseen;
  }

  /** All findings of the track, in the order of the list. */
  list: readonly Finding[] = $derived.by(() => {
    void this.#told;
    return project.order(project.activeTrackId).flatMap((cue) => this.#found.get(cue) ?? NONE);
  });

  /** How many there are of each severity. */
  counts: Counts = $derived.by(() => {
    void this.#told;
    const counts = { error: 0, warning: 0, hint: 0, waived: 0 };
    // Not from the list: the status bar is always there, and the list goes through every cue.
    for (const found of this.#found.values()) for (const finding of found) counts[weightOf(finding)]++;
    return counts;
  });

  /** The next finding after a cue that nobody waived, or the one before it. */
  beside(cue: CueId | null, side: "next" | "previous"): Finding | undefined {
    const order = project.order(project.activeTrackId);
    const at = cue === null ? (side === "next" ? -1 : order.length) : order.indexOf(cue);
    const ids = side === "next" ? order.slice(at + 1) : order.slice(0, at).reverse();
    for (const id of ids) {
      const finding = this.#found.get(id)?.find((one) => !one.waived);
      if (finding) return finding;
    }
    return undefined;
  }

  /** Lets cues break a rule, with a reason. */
  waive(cues: CueId[], rule: string, reason: string): Promise<EditOutcome> {
    const waiver = { rule, reason, author: preferences.current.name, given_at: Date.now() };
    return project.apply({ kind: "waive", cues, waiver });
  }

  /** What moving cues would newly break, for who hears it instead of seeing it. */
  async brokenBy(times: ReadonlyMap<CueId, DraftTimes>): Promise<readonly Finding[]> {
    if (this.profile === null) return NONE;
    const before = new Map(this.#found);
    const found = await backend.foreseeFindings(asRetimes(times)).catch(() => []);
    return found.flatMap(({ cue, findings }) => findings.filter((one) => !one.waived && !before.get(cue)?.some(({ rule }) => rule === one.rule)));
  }

  /** Takes what the backend says has changed. */
  take(change: Change): void {
    if (change.track !== this.#watched) return;
    if (change.fresh) this.#found.clear();
    for (const { cue, findings } of change.cues) {
      if (findings.length === 0) this.#found.delete(cue);
      else this.#found.set(cue, findings);
    }
    this.profile = change.profile;
    this.problem = change.problem;
    this.spelling = change.spelling;
    this.left = change.left;
    this.#told++;
    this.version++;
  }

  /**
   * Watches the track that is shown from now on, and looks ahead while a
   * gesture moves its cues. Answers how to stop.
   */
  follow(): () => void {
    return $effect.root(() => {
      $effect(() => {
        const track = this.#wanted === null ? null : project.activeTrackId;
        untrack(() => void this.#watch(track));
      });
      $effect(() => {
        const times = overlay.times;
        untrack(() => void this.#lookAhead(times));
      });
    });
  }

  async #watch(track: TrackId | null): Promise<void> {
    if (track === null && this.#watched === null) return;
    this.#watched = track;
    this.#found.clear();
    this.profile = this.problem = null;
    this.left = 0;
    this.#told++;
    this.version++;
    try {
      await backend.watchFindings(track);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** One question at a time; what has moved on meanwhile is asked about next. */
  async #lookAhead(times: ReadonlyMap<CueId, DraftTimes>): Promise<void> {
    if (times.size === 0) return this.#show(new Map());
    if (this.#asking || this.profile === null) return;
    this.#asking = true;
    try {
      const found = await backend.foreseeFindings(asRetimes(times));
      if (overlay.times.size > 0) this.#show(new Map(found.map(({ cue, findings }) => [cue, findings])));
    } catch (thrown) {
      notices.fail(thrown);
    }
    this.#asking = false;
    if (overlay.times !== times) void this.#lookAhead(overlay.times);
  }

  #show(foreseen: ReadonlyMap<CueId, readonly Finding[]>): void {
    if (foreseen.size === 0 && this.#foreseen.size === 0) return;
    this.#foreseen = foreseen;
    this.version++;
  }
}

function asRetimes(times: ReadonlyMap<CueId, DraftTimes>): Retime[] {
  return [...times].map(([cue, { in: start, out }]) => ({ cue, in: start, out }));
}

/** The findings of the track that is shown. */
export const findings = new Findings();
