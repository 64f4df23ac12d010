/** Dialogs and side panels. */
export { dialogs, side, type AccountDialog, type OpenDialog, type QualityDialog, type QueueDialog, type ReviewDialog, type SideTab } from "./dialogs.svelte";
export { pages, type PageName } from "./pages.svelte";
export { stepTime } from "./history-tree";
export { freshId } from "./fresh-id";
export { default as ContextMenu } from "./ContextMenu.svelte";
export { default as Popup } from "./Popup.svelte";
export { default as Modal } from "./Modal.svelte";
export { default as VirtualRows } from "./VirtualRows.svelte";
export { default as LossGroups } from "./LossGroups.svelte";
export { answered } from "./import-answers";
export { batch } from "./batch.svelte";
export { countsOf, remarks } from "./remarks.svelte";
export { finder, findNext, findPrevious, replaceAll, replaceOne, replaceSpan } from "./find.svelte";
export { default as Dialogs } from "./Dialogs.svelte";
export { default as FindPanel } from "./FindPanel.svelte";
export { default as HistoryPanel } from "./HistoryPanel.svelte";
export { default as Notices } from "./Notices.svelte";
