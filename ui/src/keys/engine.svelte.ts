/** Keys at work: finds the command of a keydown and runs it. */
import { commands } from "../commands";
import { preferences } from "../document";
import { belongsToText, chordOf, chordParts, chordText } from "./chord";
import { buildKeymap, type KeyContext, type Keymap } from "./keymap";
import { presetNamed } from "./presets";

/** Chords that a browser would act on by itself: reload, print, find, caret browsing. */
const BROWSER = new Set(["F3", "F5", "F7", "F10", "Mod+R", "Mod+Shift+R", "Mod+P", "Mod+S", "Mod+F", "Mod+G", "Mod+H", "Mod+U", "Mod+O", "Mod+J", "Alt+Left", "Alt+Right"]);

/** Roles whose elements use Space, Enter or arrows themselves. */
const CONTROLS = "button, select, a[href], summary, [role=button], [role=tab], [role=option], [role=slider], [role=separator], [role=switch], [role=checkbox], [role=menuitem], input:not([type=text], [type=search])";

/** Roles whose elements move through their parts by keys. */
const GRIDS = "[role=grid], [role=listbox], [role=tree]";

class Keys {
  /** The keymap in use. */
  map: Keymap = $derived(buildKeymap(presetNamed(preferences.current.keymap), preferences.current.keys));
  /** While set, the next chord goes here instead of running anything. */
  #capture: ((chord: string) => void) | null = null;

  /** The first key of a command, as keyboards label it; empty where it has none. */
  label(command: string): string {
    const chord = this.#firstChord(command);
    return chord ? chordText(chord) : "";
  }

  /** The first key of a command, part by part. */
  parts(command: string): string[] {
    const chord = this.#firstChord(command);
    return chord ? chordParts(chord) : [];
  }

  /** Gives the next chord to `take`; answers how to stop waiting. */
  captureNext(take: (chord: string) => void): () => void {
    this.#capture = take;
    return () => {
      if (this.#capture === take) this.#capture = null;
    };
  }

  /** Takes a keydown. */
  handle(event: KeyboardEvent): void {
    const chord = chordOf(event);
    if (chord === null || event.defaultPrevented) return;
    if (this.#capture) return this.#giveTo(this.#capture, event, chord);
    const command = this.commandFor(event.target, chord, event.key.length === 1);
    if (command === undefined) {
      if (BROWSER.has(chord)) event.preventDefault();
      return;
    }
    event.preventDefault();
    // Escape lets go of more than one thing: whatever else holds on hears it too.
    if (chord !== "Escape") event.stopPropagation();
    if (event.repeat && commands.get(command)?.repeats === false) return;
    void commands.run(command);
  }

  /**
   * The command a chord runs with the focus on `target`: of those bound there
   * and in wider contexts the first that can run, or else the first.
   * `writes` says whether the key would write a character.
   */
  commandFor(target: EventTarget | null, chord: string, writes = true): string | undefined {
    const element = target instanceof Element ? target : null;
    const candidates = contextsFor(element, chord, writes)
      .map((context) => this.map.find(context, chord))
      .filter((command) => command !== undefined)
      .filter((command) => commands.isOffered(command));
    return candidates.find((command) => commands.availability(command).enabled) ?? candidates[0];
  }

  #firstChord(command: string): string | undefined {
    return this.map.keysOf(command)[0]?.chord;
  }

  #giveTo(take: (chord: string) => void, event: KeyboardEvent, chord: string): void {
    event.preventDefault();
    event.stopPropagation();
    this.#capture = null;
    take(chord);
  }
}

/** Where to look for a chord, the nearest context first. */
function contextsFor(element: Element | null, chord: string, writes: boolean): KeyContext[] {
  const pane = element?.closest("[data-key-context]")?.getAttribute("data-key-context") as KeyContext | undefined;
  if (pane === "dialog" || element?.closest("[role=dialog], [role=alertdialog], [role=menu]")) return ["dialog"];
  // A list that is open takes letters to find its lines by.
  if (element instanceof HTMLSelectElement && writes && !/Mod|Alt|Ctrl|Meta/.test(chord)) return ["always"];
  if (element === null || !isTyping(element)) {
    const general: KeyContext[] = element !== null && keepsKey(element, chord) ? ["always"] : ["always", "global"];
    return pane === undefined ? general : [pane, ...general];
  }
  const needed = belongsToText(chord) && (writes || !/^Num/.test(chord));
  if (needed && isPlainField(element)) return [];
  // A comment is written in plain fields, which keep what they need themselves.
  return [...(pane === "text" || pane === "comments" ? [pane] : []), "always", ...(needed ? [] : (["global"] as const))];
}

/** Whether a widget uses a key itself: a button its Space, a grid its arrows. */
function keepsKey(element: Element, chord: string): boolean {
  if (element.closest(GRIDS)) return /^(?:Shift\+)?(?:Up|Down|Left|Right|Home|End|PageUp|PageDown|Enter|F2)$/.test(chord);
  return element.closest(CONTROLS) !== null && /^(?:Space|Enter|Left|Right|Up|Down|Home|End)$/.test(chord);
}

/** Whether keys write text into an element. */
function isTyping(element: Element): boolean {
  return isPlainField(element) || (element instanceof HTMLElement && (element.isContentEditable || element.closest("[contenteditable=true]") !== null));
}

/** Whether it is a field with an undo and a clipboard of its own. */
function isPlainField(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && !["button", "checkbox", "radio", "range", "color", "file"].includes(element.type);
}

/** The keys of the window. */
export const keys = new Keys();
