/** Conversations in words. */
import { project } from "./project.svelte";
import { formatTimecode } from "./time";
import type { Thread } from "./threads";

/** A conversation as it is said. */
export function threadText(thread: Thread): string {
  const place = thread.cue === null ? `At ${formatTimecode(project.settings, thread.at)}` : `Cue ${project.numberOf(thread.cue)}`;
  const { author, text, resolved } = thread.first;
  const answers = thread.answers.length === 0 ? "" : `. ${thread.answers.length} ${thread.answers.length === 1 ? "answer" : "answers"}`;
  return `${place}. ${author || "Someone"}: ${text || "suggests another text"}${resolved ? ". Resolved" : ""}${answers}`;
}
