/** How large panels are. Pure. */

/** Panels whose size can be set, in pixels. */
export interface PanelSizes {
  /** Width of the panel on the right. */
  side: number;
  /** Height of the cue text. */
  text: number;
  /** Height of the timeline. */
  timeline: number;
}

/** Sizes before the user sets others: those of a large window, shrunk with a small one. */
export function initialSizes(window: { width: number; height: number }): PanelSizes {
  return {
    side: Math.round(between(window.width * 0.39, MIN.side, 600)),
    text: Math.round(between(window.height * 0.23, 132, 150)),
    timeline: Math.round(between(window.height * 0.37, MIN.timeline, 322)),
  };
}

/** Sizes of the Review page before the user sets others: what changed has the most room. */
export function initialReviewSizes(window: { width: number; height: number }): PanelSizes {
  return {
    side: Math.round(between(window.width * 0.3, TRANSPORT_WIDTH, 460)),
    text: Math.round(between(window.height * 0.2, 118, 150)),
    timeline: Math.round(between(window.height * 0.27, MIN.timeline, 250)),
  };
}

/** Height of the player on the Review page, above the panel on the right: the picture whole, and room for the panel. */
export function reviewPlayerHeight(side: number, height: number): number {
  return Math.round(Math.min((side * 9) / 16 + TRANSPORT, height * 0.4));
}

/** What stands below the picture, and the least width it fits into. */
const TRANSPORT = 44;
const TRANSPORT_WIDTH = 436;

const MIN: PanelSizes = { side: 320, text: 96, timeline: 160 };

/** What the player keeps, with its transport. */
const PLAYER_WIDTH = 400;
const PLAYER_HEIGHT = 176;

const between = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

/** Panels as they fit into a window: nothing is pushed out of it, and the player always keeps some room. */
export function fitPanels(wanted: PanelSizes, window: { width: number; height: number }): { sizes: PanelSizes; min: PanelSizes; max: PanelSizes } {
  const timelineMost = Math.max(MIN.timeline, window.height - PLAYER_HEIGHT - MIN.text);
  const timeline = between(wanted.timeline, MIN.timeline, timelineMost);
  const textMost = Math.max(MIN.text, window.height - timeline - PLAYER_HEIGHT);
  const sideMost = Math.max(MIN.side, window.width - PLAYER_WIDTH);
  const sizes = {
    side: Math.round(between(wanted.side, MIN.side, sideMost)),
    text: Math.round(between(wanted.text, MIN.text, textMost)),
    timeline: Math.round(timeline),
  };
  return { sizes, min: MIN, max: { side: sideMost, text: textMost, timeline: timelineMost } };
}
