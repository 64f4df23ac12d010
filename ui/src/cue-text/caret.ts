/** Where the caret stands, in the terms of the cue. */
import type { Node } from "prosemirror-model";

/** A row, and a place in it in Unicode scalar values. */
export interface Caret {
  row: number;
  character: number;
}

const scalars = (text: string): number => [...text].length;

/** The caret at a position of the document. */
export function caretAt(doc: Node, position: number): Caret {
  const place = doc.resolve(position);
  const before = place.parent.textBetween(0, place.parentOffset);
  return { row: place.index(0), character: scalars(before) };
}

/** The position of a caret, or the nearest there is. */
export function positionOf(doc: Node, { row, character }: Caret): number {
  const index = Math.min(Math.max(row, 0), doc.childCount - 1);
  let start = 1;
  for (let at = 0; at < index; at++) start += doc.child(at).nodeSize;
  const text = doc.child(index).textContent;
  return start + [...text].slice(0, character).join("").length;
}
