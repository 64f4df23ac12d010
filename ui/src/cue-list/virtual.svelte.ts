/** TanStack Virtual for runes: only the rows in sight exist. */
import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer, type Range, type VirtualItem, type VirtualizerOptions } from "@tanstack/virtual-core";
import { untrack } from "svelte";

type List = Virtualizer<HTMLElement, Element>;

/** How many rows beyond the edges are there. */
const OVERSCAN = 6;

/** The rows in sight of a scrolling element. */
export class VirtualRows {
  items: readonly VirtualItem[] = $state.raw([]);
  total = $state.raw(0);
  #list: List;
  #heights: Uint8Array = new Uint8Array(0);
  #element: () => HTMLElement | null;

  constructor(element: () => HTMLElement | null) {
    this.#element = element;
    this.#list = new Virtualizer(this.#options(-1));
  }

  /** Starts to follow the element's size and scrolling; answers how to stop. */
  mount(): () => void {
    const stop = this.#list._didMount();
    this.#list._willUpdate();
    this.#show(this.#list);
    return stop;
  }

  /**
   * Takes the heights of all rows, in pixels. The row `kept` stays there out
   * of sight too, because it has the focus.
   */
  update(heights: Uint8Array, kept: number): void {
    untrack(() => {
      const resized = heights !== this.#heights && !sameHeights(heights, this.#heights);
      this.#heights = heights;
      this.#list.setOptions(this.#options(kept));
      this.#list._willUpdate();
      if (resized) this.#list.measure();
      this.#show(this.#list);
    });
  }

  /** Brings a row into sight, moving no further than it must. */
  reveal(index: number): void {
    if (index >= 0) this.#list.scrollToIndex(index, { align: "auto" });
  }

  #show(list: List): void {
    this.items = list.getVirtualItems();
    this.total = list.getTotalSize();
  }

  #options(kept: number): VirtualizerOptions<HTMLElement, Element> {
    const count = this.#heights.length;
    return {
      count, overscan: OVERSCAN, estimateSize: (index) => this.#heights[index] ?? 0,
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

function sameHeights(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
