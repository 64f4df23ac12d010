/** Finding and replacing in the active track. */
import { announce } from "../app/announce";
import { backend, errorOf, type Match, type Query, type Row, type Scope } from "../bridge";
import { project, rowText, selection } from "../document";
import { side } from "./dialogs.svelte";

/** Where to look. */
export type FindScope = "track" | "from" | "selection";

class Finder {
  pattern = $state("");
  replacement = $state("");
  regex = $state(false);
  matchCase = $state(false);
  wholeWord = $state(false);
  where: FindScope = $state("track");
  /** What was found, in the order of the list. */
  matches: readonly Match[] = $state.raw([]);
  /** The match that is shown; -1 for none. */
  current = $state(-1);
  /** Why nothing could be looked for. */
  error = $state("");
  #asked = 0;

  /** What is looked for. */
  get query(): Query {
    return { pattern: this.pattern, regex: this.regex, match_case: this.matchCase, whole_word: this.wholeWord };
  }

  /** The cues that are looked through; null where there are none. */
  get scope(): Scope | null {
    if (this.where === "selection") return { kind: "cues", value: [...selection.ids] };
    if (this.where === "from" && selection.primary !== null) return { kind: "from", value: selection.primary };
    return project.activeTrackId === null ? null : { kind: "track", value: project.activeTrackId };
  }

  /** Looks again; an answer that was overtaken by a later question is dropped. */
  async search(): Promise<void> {
    const asked = ++this.#asked;
    const scope = this.scope;
    if (this.pattern === "" || scope === null) return this.#show([], "");
    try {
      await project.flush();
      const matches = await backend.find(scope, this.query);
      if (asked === this.#asked) this.#show(matches, "");
    } catch (thrown) {
      if (asked === this.#asked) this.#show([], errorOf(thrown).message);
    }
  }

  #show(matches: readonly Match[], error: string): void {
    const kept = this.matches[this.current];
    this.matches = matches;
    this.error = error;
    const same = kept ? matches.findIndex((one) => one.cue === kept.cue && one.row === kept.row && one.start === kept.start) : -1;
    this.current = same >= 0 ? same : Math.min(this.current, matches.length - 1);
  }

  /** Shows a match: its cue becomes the selected one. */
  go(index: number): void {
    const match = this.matches[index];
    if (!match) return;
    this.current = index;
    if (this.where === "track") selection.set([match.cue]);
    else selection.primary = match.cue;
    announce(`Match ${index + 1} of ${this.matches.length}, cue ${project.numberOf(match.cue)}`);
  }
}

/** Find and replace. */
export const finder = new Finder();

async function ready(): Promise<boolean> {
  if (finder.pattern === "") {
    side.find();
    return false;
  }
  await finder.search();
  if (finder.matches.length === 0) announce(finder.error || "Nothing found");
  return finder.matches.length > 0;
}

/** The first match at or after the selected cue; the first of all past the last. */
function fromSelection(direction: 1 | -1): number {
  const here = selection.primary === null ? 0 : project.numberOf(selection.primary);
  const numbers = finder.matches.map((match) => project.numberOf(match.cue));
  if (direction > 0) return Math.max(0, numbers.findIndex((number) => number >= here));
  const before = numbers.findLastIndex((number) => number <= here);
  return before < 0 ? numbers.length - 1 : before;
}

async function find(direction: 1 | -1): Promise<void> {
  const started = finder.current;
  if (!(await ready())) return;
  const count = finder.matches.length;
  finder.go(started < 0 ? fromSelection(direction) : (started + direction + count) % count);
}

/** Goes to the next match. */
export function findNext(): Promise<void> {
  return find(1);
}

/** Goes to the match before. */
export function findPrevious(): Promise<void> {
  return find(-1);
}

/** Replaces every match, in one step of the history. */
export async function replaceAll(): Promise<void> {
  const scope = finder.scope;
  if (scope === null || !(await ready())) return;
  const [count, cues] = [finder.matches.length, new Set(finder.matches.map((match) => match.cue)).size];
  const outcome = await project.apply({ kind: "replace", scope, query: finder.query, replacement: finder.replacement }, { select: false });
  if (outcome.kind === "done") announce(`${count} replaced in ${cues} ${cues === 1 ? "cue" : "cues"}`);
  await finder.search();
}

/** Replaces the match that is shown and goes to the next. */
export async function replaceOne(): Promise<void> {
  const match = finder.matches[finder.current];
  if (!match) return findNext();
  const scope: Scope = { kind: "cues", value: [match.cue] };
  await project.apply({ kind: "replace", scope, query: finder.query, replacement: finder.replacement, only: match }, { select: false });
  await finder.search();
  if (finder.matches.length > 0) finder.go(Math.min(finder.current, finder.matches.length - 1));
  else announce("No further match");
}

/** A row with the characters [start, end) replaced; the text put in takes the style of the first of them. Counted in Unicode scalar values. */
export function replaceSpan(row: Row, start: number, end: number, replacement: string): Row {
  const result: Row = [];
  let [place, done] = [0, false];
  for (const run of row) {
    const characters = [...run.text];
    const [from, to] = [Math.max(start - place, 0), Math.min(end - place, characters.length)];
    let text = run.text;
    if (from < to || (start === end && from === to && !done)) {
      text = characters.slice(0, from).join("") + (done ? "" : replacement) + characters.slice(to).join("");
      done = true;
    }
    if (text !== "") result.push({ ...run, text });
    place += characters.length;
  }
  return result;
}

/** A row cut into what stands before, in and after a match. */
export function cutAt(row: Row, match: Match): [string, string, string] {
  const characters = [...rowText(row)];
  const part = (from: number, to?: number) => characters.slice(from, to).join("");
  return [part(0, match.start), part(match.start, match.end), part(match.end)];
}
