/** Panes of the window and the way F6 goes through them. */

/** Panes in reading order; each is an element with `data-pane`. */
export const PANES = ["changes", "player", "text", "list", "timeline", "requests", "details", "outbox", "types", "accounts", "account"] as const;
/** One of the panes. */
export type PaneName = (typeof PANES)[number];

const FOCUSABLE = "[data-pane-focus], [contenteditable=true], [role=grid], [role=row][tabindex='0'], [role=gridcell][tabindex='0'], [role=option][tabindex='0'], [tabindex='0'], input:not([disabled]), button:not([disabled])";

function element(name: PaneName): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-pane="${name}"]`);
}

/** Puts the focus into a pane, where it is on show. */
export function focusPane(name: PaneName): boolean {
  const pane = element(name);
  // A page that is not on show keeps its panes and takes no focus.
  return pane !== null && !pane.closest("[inert]") && focusIn(pane);
}

/** Puts the focus into an element: on what it names with `data-pane-focus`, or the first thing that takes it. */
export function focusIn(whole: Element): boolean {
  const candidates = [...whole.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.tabIndex >= 0 || one.isContentEditable);
  const named = candidates.find((one) => one.hasAttribute("data-pane-focus")) ?? candidates[0];
  named?.focus();
  return named !== undefined;
}

/** The pane that has the focus. */
export function focusedPane(): PaneName | null {
  const name = document.activeElement?.closest("[data-pane]")?.getAttribute("data-pane");
  return PANES.find((pane) => pane === name) ?? null;
}

/** Moves the focus to the next pane, or the one before. */
export function cyclePane(direction: 1 | -1): void {
  const current = focusedPane();
  const start = current === null ? (direction > 0 ? -1 : 0) : PANES.indexOf(current);
  for (let step = 1; step <= PANES.length; step++) {
    const index = (start + direction * step + PANES.length * 2) % PANES.length;
    if (focusPane(PANES[index]!)) return;
  }
}
