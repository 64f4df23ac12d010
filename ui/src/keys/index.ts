/** Keys: chords, keymaps and the engine that runs commands. */
export { keys } from "./engine.svelte";
export { belongsToText, chordOf, chordParts, chordText, isMac, parseChord } from "./chord";
export { buildKeymap, conflicts, CONTEXTS, takenBy, type Binding, type Conflict, type KeyContext, type Keymap, type Preset, type UserKeys } from "./keymap";
export { DEFAULT_PRESET, PRESETS, presetNamed } from "./presets";
