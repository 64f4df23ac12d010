/**
 * Chords: one key with its modifiers, written `Mod+Shift+P`, `F11`, `Num5`.
 * `Mod` is Ctrl, and Cmd on a Mac.
 */

/** Whether keys are those of a Mac. */
export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");

const MODIFIERS = ["Mod", "Ctrl", "Alt", "Shift", "Meta"] as const;
type Modifier = (typeof MODIFIERS)[number];

/** Names of keys by `KeyboardEvent.code`, where they do not depend on the layout. */
const BY_CODE: Record<string, string> = {
  Space: "Space", Enter: "Enter", Escape: "Escape", Tab: "Tab", Backspace: "Backspace", Delete: "Delete", Insert: "Insert",
  Home: "Home", End: "End", PageUp: "PageUp", PageDown: "PageDown",
  ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down",
  NumpadAdd: "NumAdd", NumpadSubtract: "NumSubtract", NumpadMultiply: "NumMultiply", NumpadDivide: "NumDivide",
  NumpadDecimal: "NumDecimal", NumpadEnter: "NumEnter", NumpadComma: "NumComma", ContextMenu: "Menu", Pause: "Pause",
  Comma: ",", Period: ".", Slash: "/", Semicolon: ";", Quote: "'", BracketLeft: "[", BracketRight: "]", Backslash: "\\",
  Minus: "-", Equal: "=", Backquote: "`",
};

const PUNCTUATION = new Set([",", ".", "/", ";", "'", "[", "]", "\\", "-", "=", "`"]);
const NAMED = new Set([...Object.values(BY_CODE), ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`)]);

function isKeyName(name: string): boolean {
  return NAMED.has(name) || /^(?:[A-Z0-9]|Num[0-9]|Media[A-Za-z]+)$/.test(name);
}

/** A chord in its one spelling; null where it is none. */
export function parseChord(text: string): string | null {
  const parts = text.endsWith("++") ? [] : text.split("+").map((part) => part.trim());
  const key = parts.pop();
  if (!key) return null;
  const name = key.length === 1 ? key.toUpperCase() : key;
  if (!isKeyName(name)) return null;
  if (!parts.every((part): part is Modifier => (MODIFIERS as readonly string[]).includes(part))) return null;
  if (new Set(parts).size !== parts.length) return null;
  return [...MODIFIERS.filter((modifier) => parts.includes(modifier)), name].join("+");
}

/** What a key is called, whatever is held with it; null for a modifier alone. */
function keyName(event: KeyboardEvent): string | null {
  const { key, code } = event;
  if (["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Process", "Unidentified"].includes(key) && !code.startsWith("Key")) return null;
  if (/^F\d{1,2}$/.test(key)) return key;
  const digit = /^(?:Digit|(Numpad))(\d)$/.exec(code);
  if (digit) return digit[1] ? `Num${digit[2]}` : digit[2]!;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  // A layout's own punctuation first: its keys are not where they are on a US keyboard.
  if (PUNCTUATION.has(key) && !code.startsWith("Numpad")) return key;
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Media/.test(key)) return key;
  return BY_CODE[code] ?? (key === " " ? "Space" : (BY_CODE[key] ?? null));
}

/** The chord of a keydown; null where nothing can be bound to it. */
export function chordOf(event: KeyboardEvent, mac = isMac): string | null {
  if (event.isComposing || event.key === "Process") return null;
  // AltGr writes characters; on Windows it also reports Ctrl and Alt.
  if (event.getModifierState?.("AltGraph") && event.key.length === 1) return null;
  const name = keyName(event);
  if (name === null) return null;
  const held: [Modifier, boolean][] = [
    ["Mod", mac ? event.metaKey : event.ctrlKey], ["Ctrl", mac && event.ctrlKey], ["Alt", event.altKey],
    ["Shift", event.shiftKey], ["Meta", !mac && event.metaKey],
  ];
  return [...held.filter(([, down]) => down).map(([modifier]) => modifier), name].join("+");
}

const MAC_SIGNS: Record<string, string> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧", Meta: "⌘" };
const SIGNS: Record<string, string> = { Mod: "Ctrl", Meta: "Win" };
const KEY_SIGNS: Record<string, string> = {
  Left: "←", Right: "→", Up: "↑", Down: "↓", Escape: "Esc", PageUp: "Page Up", PageDown: "Page Down", Delete: "Del",
  Insert: "Ins", NumAdd: "Num +", NumSubtract: "Num −", NumMultiply: "Num ×", NumDivide: "Num ÷", NumDecimal: "Num .",
  NumEnter: "Num Enter",
};

/** A chord part by part, as keyboards label it. */
export function chordParts(chord: string, mac = isMac): string[] {
  const parts = chord.split("+");
  const key = parts.pop()!;
  const numpad = /^Num(\d)$/.exec(key);
  const keySign = numpad ? `Num ${numpad[1]}` : (KEY_SIGNS[key] ?? key);
  return [...parts.map((part) => (mac ? MAC_SIGNS[part] : (SIGNS[part] ?? part))!), keySign];
}

/** A chord as keyboards label it. */
export function chordText(chord: string, mac = isMac): string {
  return chordParts(chord, mac).join(mac ? "" : "+");
}

/** Chords that text fields use themselves, beside plain characters. */
const EDITING = /^(?:Mod\+)?(?:Alt\+)?(?:Shift\+)?(?:Left|Right|Home|End|Backspace|Delete)$|^(?:Shift\+)?(?:Up|Down|PageUp|PageDown|Enter|Tab|Space)$|^Mod\+(?:Shift\+)?[ACVXZY]$|^Mod\+(?:Up|Down)$|^(?:Mod\+|Shift\+)Insert$/;

/** Whether a text field needs a chord for typing and moving about. */
export function belongsToText(chord: string): boolean {
  if (EDITING.test(chord)) return !/^Alt\+/.test(chord) || isMac;
  const key = chord.split("+").at(-1)!;
  const plain = /^(?:Shift\+)?[^+]+$/.test(chord);
  return plain && (key.length === 1 || /^Num/.test(key));
}
