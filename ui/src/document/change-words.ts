/** What a comparison is with, and which change is which. Pure. */
import type { Against, Change, RevisionInfo, Track } from "../bridge";

/** What the other side of a comparison is called. */
export function againstName(against: Against, revisions: readonly RevisionInfo[], tracks: readonly Track[]): string {
  switch (against.kind) {
    case "revision": return revisions.find(({ id }) => id === against.id)?.name ?? "Revision";
    case "track": return tracks.find(({ id }) => id === against.id)?.name ?? "Track";
    case "file": return against.path.split(/[\\/]/).at(-1) ?? "File";
    case "remote": return "At the service";
  }
}

/** Names a change by its cues, as long as it is the same. */
export function keyOfChange({ draft, other }: Pick<Change, "draft" | "other">): string {
  return `${draft.map(({ id }) => id).join()}|${other.map(({ id }) => id).join()}`;
}
