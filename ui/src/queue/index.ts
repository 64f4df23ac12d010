/** The Queue page: requests, orders and the outbox; and what links tracks to services. */
export { default as QueueView } from "./QueueView.svelte";
export { default as QueueDialogs } from "./QueueDialogs.svelte";
export { default as FetchSummary } from "./dialogs/FetchSummary.svelte";
export { registerQueueCommands } from "./commands";
export { queue } from "./queue.svelte";
