/** The window's picture of the open project. */
export { project } from "./project.svelte";
export { selection } from "./selection.svelte";
export { overlay, TYPING_PAUSE, type DraftTimes, type PendingRows } from "./overlay.svelte";
export { notices, type ShownNotice } from "./notices.svelte";
export { jobs } from "./jobs.svelte";
export { findings } from "./findings.svelte";
export { profiles } from "./profiles.svelte";
export { revisionText, wantProfileNames } from "./revision-words";
export { comparison } from "./comparison.svelte";
export { againstName, keyOfChange } from "./change-words";
export { openThreads, suggestionIn, threadsIn, type Thread } from "./threads";
export { threadText } from "./thread-words";
export { countsText, findingText, frozenText, weightOf, WEIGHTS, weightText, worstOf, type Counts, type Weight } from "./finding-words";
export { desk, keyText } from "./desk.svelte";
export { operationTitle, SERVICE_NAMES, serviceOf, standingOf, syncText, targetOf, whereaboutsText, type Standing } from "./outbox-words";
export { preferences } from "./preferences.svelte";
export { changesSince } from "./compare";
export * from "./time";
