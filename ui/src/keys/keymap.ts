/** Keymaps: which chord runs which command, and where. Pure. */
import { parseChord } from "./chord";

/**
 * Where a binding holds. `always` also while typing; `global` while typing
 * only for chords that a text field does not need; the others in their pane.
 */
export const CONTEXTS = ["always", "global", "timeline", "list", "text", "review", "comments", "queue", "accounts", "dialog"] as const;
/** One of the contexts. */
export type KeyContext = (typeof CONTEXTS)[number];

/** A preset as it is kept in assets/keymaps. */
export interface Preset {
  name: string;
  bindings: Partial<Record<KeyContext, Record<string, string[]>>>;
}

/** What the user changed: a command's keys, in place of the preset's. */
export interface UserKeys {
  command: string;
  keys: string[];
}

/** One chord's command. */
export interface Binding {
  context: KeyContext;
  chord: string;
  command: string;
  /** Whether the user set it. */
  user: boolean;
}

/** Bindings looked up by context and chord, and by command. */
export interface Keymap {
  bindings: readonly Binding[];
  find(context: KeyContext, chord: string): string | undefined;
  keysOf(command: string): readonly Binding[];
}

function presetBindings(preset: Preset): Binding[] {
  return CONTEXTS.flatMap((context) =>
    Object.entries(preset.bindings[context] ?? {}).flatMap(([command, keys]) =>
      keys.flatMap((key) => {
        const chord = parseChord(key);
        return chord === null ? [] : [{ context, chord, command, user: false }];
      }),
    ),
  );
}

/** Puts the user's keys in place of the preset's, in the contexts the preset has the command in. */
function withUserKeys(preset: readonly Binding[], user: readonly UserKeys[]): Binding[] {
  const changed = new Set(user.map(({ command }) => command));
  const kept = preset.filter(({ command }) => !changed.has(command));
  const own = user.flatMap(({ command, keys }) => {
    const contexts = new Set(preset.filter((binding) => binding.command === command).map(({ context }) => context));
    if (contexts.size === 0) contexts.add("global");
    const chords = keys.map(parseChord).filter((chord) => chord !== null);
    return [...contexts].flatMap((context) => chords.map((chord) => ({ context, chord, command, user: true })));
  });
  // What the user chose for a chord is not outdone by the preset.
  const taken = new Set(own.map(({ context, chord }) => `${context} ${chord}`));
  return [...own, ...kept.filter(({ context, chord }) => !taken.has(`${context} ${chord}`))];
}

/** A keymap of a preset with the user's changes. */
export function buildKeymap(preset: Preset, user: readonly UserKeys[] = []): Keymap {
  const bindings = withUserKeys(presetBindings(preset), user);
  const byChord = new Map<string, string>();
  const byCommand = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const slot = `${binding.context} ${binding.chord}`;
    if (!byChord.has(slot)) byChord.set(slot, binding.command);
    byCommand.set(binding.command, [...(byCommand.get(binding.command) ?? []), binding]);
  }
  return {
    bindings,
    find: (context, chord) => byChord.get(`${context} ${chord}`),
    keysOf: (command) => byCommand.get(command) ?? [],
  };
}

/** Two commands on one chord where both could run. */
export interface Conflict {
  chord: string;
  bindings: readonly Binding[];
}

const EVERYWHERE: readonly KeyContext[] = ["always", "global"];

/** Whether bindings of these contexts stand in each other's way. A pane's own binding may stand before a general one. */
function overlap(a: KeyContext, b: KeyContext): boolean {
  return a === b || (EVERYWHERE.includes(a) && EVERYWHERE.includes(b));
}

/** Chords that name more than one command in one place. */
export function conflicts(keymap: Keymap): Conflict[] {
  const byChord = new Map<string, Binding[]>();
  for (const binding of keymap.bindings) byChord.set(binding.chord, [...(byChord.get(binding.chord) ?? []), binding]);
  const found: Conflict[] = [];
  for (const [chord, bindings] of byChord) {
    const clashing = bindings.filter((one) =>
      bindings.some((other) => other.command !== one.command && overlap(one.context, other.context)),
    );
    if (clashing.length > 1) found.push({ chord, bindings: clashing });
  }
  return found;
}

/** What a chord already runs in the places where a command's keys hold. */
export function takenBy(keymap: Keymap, command: string, chord: string): Binding[] {
  const own = keymap.keysOf(command).map(({ context }) => context);
  const contexts: KeyContext[] = own.length > 0 ? own : ["global"];
  return keymap.bindings.filter(
    (binding) => binding.chord === chord && binding.command !== command && contexts.some((one) => overlap(one, binding.context)),
  );
}
