/** TanStack Virtual for runes: only the rows in sight exist. */
import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer, type Range, type VirtualItem, type VirtualizerOptions } from "@tanstack/virtual-core";
import { untrack } from "svelte";

/** What there is to show. */
export interface Rows {
  count: number;
  height: (index: number) => number;
  /** A row that stays there out of sight too, because it has the focus. */
  kept: number;
}

type List = Virtualizer<HTMLElement, Element>;

/** How many rows beyond the edges are there. */
const OVERSCAN = 6;

/** The rows in sight of a scrolling element. */
export class VirtualRows {
  items: readonly VirtualItem[] = $state.raw([]);
  total = $state.raw(0);
  #list: List;
  #element: () => HTMLElement | null;

  constructor(element: () => HTMLElement | null) {
    this.#element = element;
    this.#list = new Virtualizer(this.#options({ count: 0, height: () => 1, kept: -1 }));
  }

  /** Starts to follow the element's size and scrolling; answers how to stop. */
  mount(): () => void {
    const stop = this.#list._didMount();
    this.#list._willUpdate();
    this.#show(this.#list);
    return stop;
  }

  /** Takes what there is to show; `resized` where a height may have changed. */
  update(rows: Rows, resized: boolean): void {
    untrack(() => {
      this.#list.setOptions(this.#options(rows));
      this.#list._willUpdate();
      if (resized) this.#list.measure();
      this.#show(this.#list);
    });
  }

  /** Brings a row into sight, moving no further than it must. */
  reveal(index: number): void {
    if (index >= 0) this.#list.scrollToIndex(index, { align: "auto" });
  }

  /** Puts a row in the middle. */
  centre(index: number): void {
    if (index >= 0) this.#list.scrollToIndex(index, { align: "center" });
  }

  #show(list: List): void {
    this.items = list.getVirtualItems();
    this.total = list.getTotalSize();
  }

  #options({ count, height, kept }: Rows): VirtualizerOptions<HTMLElement, Element> {
    return {
      count, overscan: OVERSCAN, estimateSize: height,
      getScrollElement: this.#element,
      observeElementRect, observeElementOffset, scrollToFn: elementScroll,
      rangeExtractor: (range: Range) => withKept(defaultRangeExtractor(range), kept, count),
      onChange: (list: List) => this.#show(list),
    };
  }
}

function withKept(indexes: number[], kept: number, count: number): number[] {
  if (kept < 0 || kept >= count || indexes.includes(kept)) return indexes;
  return kept < (indexes[0] ?? 0) ? [kept, ...indexes] : [...indexes, kept];
}
