/** Moments that something was said about, on the ruler. */
import { timeToX, type View } from "./view";

/** How far from its middle a mark is hit, in pixels. */
const REACH = 7;
/** Marks closer than this are drawn as one, in pixels. */
const APART = 4;

/** Something that is about a moment; lists of them are in the order of time. */
export interface Moment {
  readonly at: number;
}

/** Where marks are drawn in a view. */
export function marksIn(moments: readonly Moment[], view: View): number[] {
  const marks: number[] = [];
  for (let index = from(moments, view.start - (REACH / view.width) * view.span); index < moments.length; index++) {
    const x = Math.round(timeToX(view, moments[index]!.at));
    if (x > view.width + REACH) break;
    if (marks.length === 0 || x - marks.at(-1)! >= APART) marks.push(x);
  }
  return marks;
}

/** The moment whose mark is nearest to a place; undefined where none is within reach. */
export function momentAt<M extends Moment>(moments: readonly M[], view: View, x: number): M | undefined {
  const distance = (moment: M | undefined) => (moment ? Math.abs(timeToX(view, moment.at) - x) : Infinity);
  const after = from(moments, view.start + (x / view.width) * view.span);
  const [before, next] = [moments[after - 1], moments[after]];
  const nearest = distance(next) < distance(before) ? next : before;
  return distance(nearest) <= REACH ? nearest : undefined;
}

/** The first of them that is not before a time. */
function from(moments: readonly Moment[], time: number): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]!.at < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
