/** The Accounts page: who the services know the user as, and where secrets are kept. */
export { default as AccountsView } from "./AccountsView.svelte";
export { default as AccountDialogs } from "./AccountDialogs.svelte";
export { registerAccountCommands } from "./commands";
export { accounts } from "./accounts.svelte";
