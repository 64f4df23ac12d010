/**
 * The text field: ProseMirror over one cue's rows. It keeps no history of its
 * own, takes plain text only, and leaves the document to its owner.
 */
import { selectAll, toggleMark } from "prosemirror-commands";
import { keymap } from "prosemirror-keymap";
import { Fragment, Slice, type Mark, type MarkType, type Node } from "prosemirror-model";
import { EditorState, Plugin, TextSelection, type Command, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import type { Row } from "../bridge";
import { rowLength } from "../document";
import { caretAt, positionOf, type Caret } from "./caret";
import { docOfRows, rowsOfDoc, sameRows } from "./rows";
import { schema } from "./schema";

/** What the field tells its owner. */
export interface EditorEvents {
  /** The text changed by typing. */
  typed: (rows: Row[]) => void;
  /** Backspace at the very start. */
  mergeWithPrevious: () => void;
  /** Delete at the very end. */
  mergeWithNext: () => void;
  /** A key, before the field takes it; true keeps it from the field. */
  key: (event: KeyboardEvent) => boolean;
  /** The system's own undo and redo, as a menu or a gesture sends them. */
  undo: () => void;
  redo: () => void;
  /** Whether the text may be changed. */
  editable: () => boolean;
  /** The caret moved, or the styles at it changed. */
  moved: () => void;
  left: () => void;
}

/** The marks that a person can set. */
export type StyleName = "italic" | "bold" | "underline" | "strike";

const ROW_BREAK = /\r\n?|\n|\u2028|\u2029/;

/** The field of one cue's text. Whoever makes it hears of changes and decides what becomes of them. */
export class CueEditor {
  readonly #view: EditorView;
  readonly #events: EditorEvents;
  #limit: number;
  /** The frame in which the caret is brought into sight; 0 where none is asked for. */
  #frame = 0;
  /** Whether that is being done. */
  #scrolls = false;

  constructor(host: HTMLElement, label: string, limit: number, events: EditorEvents) {
    this.#events = events;
    this.#limit = limit;
    this.#view = new EditorView(host, {
      state: EditorState.create({ schema, doc: docOfRows([]), plugins: this.#plugins() }),
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, spellcheck: "true" },
      dispatchTransaction: (transaction) => this.#dispatch(transaction),
      editable: () => events.editable(),
      handleScrollToSelection: () => this.#scrollLater(),
      handleKeyDown: (view, event) => !view.composing && events.key(event),
      handleDOMEvents: {
        paste: (view, event) => this.#take(view, event, event.clipboardData),
        drop: (view, event) => this.#drop(view, event),
        dragstart: (_, event) => (event.preventDefault(), true),
        beforeinput: (_, event) => this.#refuseNative(event),
        blur: () => void events.left(),
      },
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
    });
  }

  /** Shows another cue's rows, the caret at their end. */
  open(rows: readonly Row[], limit: number): void {
    this.#limit = limit;
    const doc = docOfRows(rows);
    const selection = TextSelection.atEnd(doc);
    this.#view.updateState(EditorState.create({ schema, doc, selection, plugins: this.#view.state.plugins }));
    this.#events.moved();
  }

  /**
   * Takes text that changed elsewhere: only what differs is replaced, so that
   * the caret stays where it is. Nothing happens while text is being composed.
   */
  update(rows: readonly Row[], limit: number): void {
    const { state } = this.#view;
    const relabel = limit !== this.#limit;
    this.#limit = limit;
    if (this.#view.composing) return;
    if (sameRows(rowsOfDoc(state.doc), rows)) {
      if (relabel) this.#view.updateState(state.reconfigure({ plugins: this.#plugins() }));
      return;
    }
    const doc = docOfRows(rows);
    const start = state.doc.content.findDiffStart(doc.content);
    const end = state.doc.content.findDiffEnd(doc.content);
    if (start === null || end === null) return;
    const shared = Math.max(0, start - Math.min(end.a, end.b));
    const slice = doc.slice(start, end.b + shared);
    this.#view.dispatch(state.tr.replace(start, end.a + shared, slice).setMeta("from-outside", true));
  }

  /** The rows as they stand in the field. */
  get rows(): Row[] {
    return rowsOfDoc(this.#view.state.doc);
  }

  /** Where the caret stands. */
  get caret(): Caret {
    return caretAt(this.#view.state.doc, this.#view.state.selection.head);
  }

  /** Puts the caret somewhere. */
  placeCaret(caret: Caret): void {
    const { state } = this.#view;
    const selection = TextSelection.create(state.doc, positionOf(state.doc, caret));
    this.#view.dispatch(state.tr.setSelection(selection).scrollIntoView());
  }

  /** Selects a stretch of a row, as a search does. */
  select(from: Caret, to: Caret): void {
    const { state } = this.#view;
    const selection = TextSelection.create(state.doc, positionOf(state.doc, from), positionOf(state.doc, to));
    this.#view.dispatch(state.tr.setSelection(selection).scrollIntoView());
  }

  /** Puts the caret to work. */
  focus(): void {
    this.#view.focus();
  }

  /** Whether keys go here. */
  get focused(): boolean {
    return this.#view.hasFocus();
  }

  /** Whether a style holds for all that is selected, or for what is typed next. */
  has(name: StyleName): boolean {
    return hasMark(this.#view.state, schema.marks[name]!);
  }

  /** The colour of the text that is selected, where all of it has the same. */
  get colour(): string | null {
    const { state } = this.#view;
    const found = new Set<string | null>();
    eachMarked(state, (marks) => found.add((marks.find((mark) => mark.type.name === "color")?.attrs.value as string | undefined) ?? null));
    return found.size === 1 ? [...found][0]! : null;
  }

  /** Sets or clears a style: of the selection, or of the whole cue where nothing is selected. */
  toggle(name: StyleName): void {
    this.#onSelectionOrAll((state, dispatch) => toggleMark(schema.marks[name]!, null, { removeWhenPresent: false })(state, dispatch));
  }

  /** Sets the colour of the selection or the whole cue; null goes back to the default. */
  setColour(kind: "color" | "background", value: string | null): void {
    const type = schema.marks[kind]!;
    this.#onSelectionOrAll((state, dispatch) => {
      const { from, to } = state.selection;
      const cleared = state.tr.removeMark(from, to, type);
      dispatch?.(value === null ? cleared : cleared.addMark(from, to, type.create({ value })));
      return true;
    });
  }

  /** Puts plain text in place of the selection; its line breaks become row breaks. */
  insert(text: string): void {
    const { state } = this.#view;
    const marks = state.storedMarks ?? state.selection.$from.marks();
    const rows = text.split(ROW_BREAK).map((line) => schema.node("row", null, line === "" ? [] : schema.text(line, marks)));
    this.#view.dispatch(state.tr.replaceSelection(new Slice(Fragment.from(rows), 1, 1)).scrollIntoView());
  }

  /** Takes the field off the page. */
  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#view.destroy();
  }

  /**
   * Brings the caret into sight with the next frame, where there is more text than room. To look where it is has the page
   * laid out, and a keystroke has more to change first.
   */
  #scrollLater(): boolean {
    if (this.#scrolls) return false;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const room = this.#view.dom.parentElement;
      if (!room || this.#view.composing || room.scrollHeight <= room.clientHeight) return;
      this.#scrolls = true;
      this.#view.dispatch(this.#view.state.tr.scrollIntoView());
      this.#scrolls = false;
    });
    return true;
  }

  #dispatch(transaction: Transaction): void {
    const before = this.#view.state;
    this.#view.updateState(before.apply(transaction));
    if (transaction.docChanged && !transaction.getMeta("from-outside")) this.#events.typed(this.rows);
    this.#events.moved();
  }

  #plugins(): Plugin[] {
    const lengths = new Plugin({ props: { decorations: (state) => this.#lengths(state.doc) } });
    const edges = keymap({
      Enter: breakRow,
      "Shift-Enter": breakRow,
      Backspace: (state, dispatch, view) => this.#backspace(state, dispatch, view),
      "Shift-Backspace": (state, dispatch, view) => this.#backspace(state, dispatch, view),
      Delete: (state, dispatch, view) => this.#delete(state, dispatch, view),
      "Mod-a": selectAll,
    });
    return [lengths, edges];
  }

  /** Each row carries its length against the limit; the style sheet draws it at the row's end. */
  #lengths(doc: Node): DecorationSet {
    const rows = rowsOfDoc(doc);
    const decorations: Decoration[] = [];
    doc.forEach((block, offset, index) => {
      const length = rowLength(rows[index] ?? []);
      const attributes = { "data-length": `${length} / ${this.#limit}`, ...(length > this.#limit ? { "data-over": "" } : {}) };
      decorations.push(Decoration.node(offset, offset + block.nodeSize, attributes));
    });
    return DecorationSet.create(doc, decorations);
  }

  #backspace(state: EditorState, dispatch?: (tr: Transaction) => void, view?: EditorView): boolean {
    const { $from, empty } = state.selection;
    if (view?.composing || !empty || $from.parentOffset > 0) return false;
    if ($from.index(0) === 0) this.#events.mergeWithPrevious();
    else dispatch?.(joinRows(state, $from.before()));
    return true;
  }

  #delete(state: EditorState, dispatch?: (tr: Transaction) => void, view?: EditorView): boolean {
    const { $from, empty } = state.selection;
    if (view?.composing || !empty || $from.parentOffset < $from.parent.content.size) return false;
    if ($from.index(0) === state.doc.childCount - 1) this.#events.mergeWithNext();
    else dispatch?.(joinRows(state, $from.after()));
    return true;
  }

  #onSelectionOrAll(command: Command): void {
    const { state } = this.#view;
    if (!state.selection.empty) {
      command(state, this.#view.dispatch);
      return;
    }
    const kept = state.selection.getBookmark();
    const all = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 1, state.doc.content.size - 1)));
    command(all, (transaction) => {
      const restored = transaction.setSelection(kept.resolve(transaction.doc));
      this.#view.updateState(all.apply(restored));
      this.#events.typed(this.rows);
      this.#events.moved();
    });
  }

  #take(view: EditorView, event: Event, data: DataTransfer | null): boolean {
    event.preventDefault();
    const text = data?.getData("text/plain") ?? "";
    if (text !== "" && view.editable) this.insert(text);
    return true;
  }

  #drop(view: EditorView, event: DragEvent): boolean {
    const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (place) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(place.pos))));
    return this.#take(view, event, event.dataTransfer);
  }

  /** Keeps the browser's own undo and formatting out: both belong to commands. */
  #refuseNative(event: InputEvent): boolean {
    if (event.inputType === "historyUndo") this.#events.undo();
    else if (event.inputType === "historyRedo") this.#events.redo();
    else if (!event.inputType.startsWith("format")) return false;
    event.preventDefault();
    return true;
  }
}

/** Breaks the row at the caret; the space that stood there goes. */
const breakRow: Command = (state, dispatch) => {
  if (!dispatch) return true;
  const transaction = state.tr.deleteSelection();
  const place = transaction.doc.resolve(transaction.selection.from);
  const before = /\s*$/.exec(place.parent.textBetween(0, place.parentOffset))![0].length;
  const after = /^\s*/.exec(place.parent.textBetween(place.parentOffset, place.parent.content.size))![0].length;
  const inside = place.parentOffset > before && place.parentOffset + after < place.parent.content.size;
  const marks = state.storedMarks ?? place.marks();
  if (inside) transaction.delete(place.pos - before, place.pos + after);
  transaction.split(inside ? place.pos - before : place.pos).ensureMarks(marks).scrollIntoView();
  dispatch(transaction);
  return true;
};

/** Joins the rows on both sides of a row boundary, with the space that the break stood for. */
function joinRows(state: EditorState, boundary: number): Transaction {
  const place = state.doc.resolve(boundary);
  const before = place.nodeBefore?.textContent ?? "";
  const after = place.nodeAfter?.textContent ?? "";
  const transaction = state.tr.join(boundary);
  const apart = before === "" || after === "" || /\s$/.test(before) || /^\s/.test(after);
  if (!apart) transaction.insertText(" ", boundary - 1);
  return transaction.setSelection(TextSelection.create(transaction.doc, boundary - 1 + (apart ? 0 : 1))).scrollIntoView();
}

function eachMarked(state: EditorState, visit: (marks: readonly Mark[]) => void): void {
  const { from, to, empty, $from } = state.selection;
  if (empty && $from.parent.content.size > 0) visit(state.storedMarks ?? $from.marks());
  else if (!empty) state.doc.nodesBetween(from, to, (node) => void (node.isText && visit(node.marks)));
}

function hasMark(state: EditorState, type: MarkType): boolean {
  let [any, all] = [false, true];
  eachMarked(state, (marks) => {
    any = true;
    all &&= type.isInSet([...marks]) !== undefined;
  });
  return any && all;
}
