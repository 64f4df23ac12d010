/** How high the rows of the list are, in pixels. */
import type { Row } from "../../bridge";

/** A cue of one row of text. */
export const SINGLE = 28;
/** A cue of two rows or more; what is past the second is counted. */
export const DOUBLE = 44;

/** The height a cue takes in the list. */
export function heightOf(rows: readonly Row[]): number {
  return rows.length > 1 ? DOUBLE : SINGLE;
}
