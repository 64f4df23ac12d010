/** Which page the window shows. */

/** A page of the window. */
export type PageName = "edit" | "review" | "queue" | "accounts";

class Pages {
  /** The page on show. The Edit page is the first screen while no project is open. */
  current: PageName = $state("edit");

  /** Shows a page. */
  show(page: PageName): void {
    this.current = page;
  }
}

/** The pages of the window. */
export const pages = new Pages();
