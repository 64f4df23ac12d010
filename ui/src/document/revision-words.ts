/** Frozen revisions in words. */
import type { RevisionInfo } from "../bridge";
import { frozenText } from "./finding-words";
import { profiles } from "./profiles.svelte";

/** A revision in a list: its name, when it was frozen, and what was found in it then. */
export function revisionText(revision: RevisionInfo): string {
  const found = frozenText(revision, (profile) => profiles.name(profile));
  return `${revision.name}, ${new Date(revision.made_at).toLocaleDateString()}${found ? `: ${found}` : ""}`;
}

/** Asks for the names of profiles where a revision was held to one and they are not here yet. */
export function wantProfileNames(revisions: readonly RevisionInfo[]): void {
  if (profiles.list === null && revisions.some(({ profile }) => profile)) void profiles.load();
}
