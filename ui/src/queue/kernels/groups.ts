/** The outbox in groups: what waits, what is being checked, what needs the user, what is over. Pure. */
import type { Item } from "../../bridge";

/** A group of the outbox. */
export interface Group<Name extends string> {
  standing: Name;
  items: Item[];
}

/** Items in groups of a fixed order; in each what is over shows the newest first, what is not the oldest. */
export function grouped<Name extends string>(items: readonly Item[], order: readonly Name[], over: readonly Name[], standing: (item: Item) => Name): Group<Name>[] {
  const groups = new Map(order.map((name) => [name, [] as Item[]]));
  for (const item of items) groups.get(standing(item))?.push(item);
  return order.map((name) => {
    const own = groups.get(name) ?? [];
    own.sort((a, b) => (over.includes(name) ? b.updated_at - a.updated_at : a.created_at - b.created_at));
    return { standing: name, items: own };
  });
}
