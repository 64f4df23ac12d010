/** Which of the rows that are drawn shows which place of a long list. Pure. */

/** A row that is drawn, by a number that it keeps, and the place that it shows. */
export interface Slot {
  readonly id: number;
  readonly place: number;
}

/**
 * The rows for the places in sight: a place that was in sight keeps its row, with the focus that may be in it, and one that
 * comes takes the row of one that went. Making a row costs many times what it costs to show another place in it. In the
 * order of the numbers, in which the rows stand in the page: none is moved.
 */
export function shareSlots(before: readonly Slot[], places: readonly number[]): Slot[] {
  const kept = new Map(before.map((slot) => [slot.place, slot]));
  const wanted = new Set(places);
  const free = before.filter(({ place }) => !wanted.has(place)).map(({ id }) => id);
  let next = before.reduce((most, { id }) => Math.max(most, id + 1), 0);
  return places.map((place) => kept.get(place) ?? { id: free.pop() ?? next++, place }).sort((a, b) => a.id - b.id);
}
