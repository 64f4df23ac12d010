/** What the Queue page shows: its part, filter, order and row. */
import type { AccountId, ItemId, KeptRequest } from "../bridge";
import { desk, keyText } from "../document";
import { filtered, OPEN, sorted, type Column, type Filter, type Sort } from "./kernels/rows";

/** The parts of the page. */
export type QueueTab = "requests" | "outbox" | "types";

class Queue {
  tab: QueueTab = $state("requests");
  filter: Filter = $state(OPEN);
  sort: Sort = $state({ column: "age", descending: true });
  /** The row that commands are about, by its key. */
  currentKey: string | null = $state(null);
  /** The column that the arrow keys are in. */
  column = $state(0);
  /** The item of the outbox that commands are about. */
  item: ItemId | null = $state(null);
  /** The account whose service types are shown. */
  typesOf: AccountId | null = $state(null);
  /** The present, in Unix milliseconds; goes on while the page is shown. */
  now = $state(Date.now());
  /** Puts the focus into the grid; set while it is drawn. */
  focusGrid: (() => void) | null = null;
  /** Puts the focus into the filter; set while it is drawn. */
  focusFilter: (() => void) | null = null;

  /** Every row in order: who types into the filter has nothing ordered anew. */
  #ordered: readonly KeptRequest[] = $derived(sorted(desk.requests, desk.accounts, this.sort));

  /** The rows on show, in order. */
  rows: readonly KeptRequest[] = $derived(filtered(this.#ordered, desk.accounts, this.filter));

  /** The row that commands are about; it stays so when a filter hides it. */
  get current(): KeptRequest | undefined {
    return desk.request(this.currentKey);
  }

  /** Where the row that has the focus of the grid stands. */
  active: number = $derived(Math.max(0, this.current ? this.rows.indexOf(this.current) : 0));

  /** Whether a filter hides anything that is not over. */
  get filters(): boolean {
    return this.filter.text !== "" || this.filter.service !== "all" || this.filter.state !== "open" || this.filter.language !== "";
  }

  /** Orders by a column; by the same again the other way round. */
  orderBy(column: Column): void {
    this.sort = this.sort.column === column ? { column, descending: !this.sort.descending } : { column, descending: column === "age" };
  }

  /** Chooses the row of a place. */
  choose(place: number): void {
    const row = this.rows[place];
    if (row) this.currentKey = keyText(row.key);
  }
}

/** The Queue page. */
export const queue = new Queue();
