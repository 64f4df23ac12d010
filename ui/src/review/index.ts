/** The Review page: the draft beside another side of it, change by change; and what reviewers have to say. */
export { default as ReviewView } from "./ReviewView.svelte";
export { default as ReviewDialogs } from "./ReviewDialogs.svelte";
export { default as CommentsPanel } from "./CommentsPanel.svelte";
export { registerReviewCommands } from "./commands";
