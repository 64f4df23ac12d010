/**
 * The editor's document: one block for each row of the cue, and a mark for
 * each thing a style can say. What has no control here travels in opaque
 * marks, so that editing the text loses nothing of it.
 */
import { Schema, type MarkSpec } from "prosemirror-model";

const element = (tag: string): MarkSpec => ({ parseDOM: [{ tag }], toDOM: () => [tag, 0] });

/** Colours as properties: the style sheet decides how they stay readable in each theme. */
const coloured = (name: "ink" | "paper"): MarkSpec => ({
  attrs: { value: {} },
  toDOM: (mark) => ["span", { class: name, style: `--${name}: ${String(mark.attrs.value)}` }, 0],
});

/** Rows of marked text. */
export const schema = new Schema({
  nodes: {
    doc: { content: "row+" },
    row: { content: "text*", marks: "_", parseDOM: [{ tag: "p" }], toDOM: () => ["p", { class: "row", dir: "auto" }, 0] },
    text: {},
  },
  marks: {
    italic: element("em"),
    bold: element("strong"),
    underline: element("u"),
    strike: element("s"),
    flash: { toDOM: () => ["span", { class: "flash" }, 0] },
    color: coloured("ink"),
    background: coloured("paper"),
    /** Everything else of a style, as it came; `run` keeps ruby pairs apart that look alike. */
    opaque: {
      attrs: { rest: {}, run: { default: null } },
      toDOM: (mark) => ["span", { class: "opaque", title: describe(mark.attrs.rest as object) }, 0],
    },
  },
});

/** What an opaque style says, for the pointer. */
function describe(rest: object): string {
  const detail = (rest as { detail?: object }).detail ?? {};
  return Object.entries(detail).map(([name, value]) => `${name}: ${String(value)}`).join("\n");
}
