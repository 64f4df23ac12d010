/**
 * The part of the programme that is on screen, and how it moves.
 *
 * Times are flicks, distances CSS pixels. Every function answers a new view
 * and changes nothing.
 */

/** What is on screen: `span` flicks from `start`, over `width` pixels. */
export interface View {
  readonly start: number;
  readonly span: number;
  readonly width: number;
}

/** What a view has to stay within. */
export interface ViewLimits {
  /** Where the programme ends, in flicks from its start. */
  readonly end: number;
  /** The shortest span that can be shown: a few frames. */
  readonly shortest: number;
}

/** How the view keeps up with the playhead. */
export type FollowMode = "off" | "page" | "centre";

/** Where in the view a page starts again after it was turned, as a share of the span. */
const PAGE_LEAD = 0.1;
/** How far from a page's end it is turned, as a share of the span. */
const PAGE_TURN = 0.04;
/** Room after the programme's end when all of it is shown, as a share of its length. */
const TAIL = 0.02;

/** The place of a time on screen; outside 0..width where it is not visible. */
export function timeToX(view: View, time: number): number {
  return ((time - view.start) / view.span) * view.width;
}

/** The time at a place on screen, a whole number of flicks. */
export function xToTime(view: View, x: number): number {
  return Math.round(view.start + (x / view.width) * view.span);
}

/** How many flicks one pixel covers. */
export function flicksPerPixel(view: View): number {
  return view.span / Math.max(1, view.width);
}

/** The longest span worth showing: the programme and a little room after it. */
export function longestSpan(limits: ViewLimits): number {
  return Math.max(limits.shortest, Math.ceil(limits.end * (1 + TAIL)));
}

/** The nearest view that shows no time before the programme, little after it, and is neither too long nor too short. */
export function clampView(view: View, limits: ViewLimits): View {
  const longest = longestSpan(limits);
  const span = Math.round(Math.min(longest, Math.max(limits.shortest, view.span)));
  const start = Math.round(Math.min(longest - span, Math.max(0, view.start)));
  return { start, span, width: view.width };
}

/** The view with `factor` times the span (below 1 zooms in), `time` staying under the same pixel. */
export function zoomAt(view: View, limits: ViewLimits, factor: number, time: number): View {
  const longest = longestSpan(limits);
  const span = Math.min(longest, Math.max(limits.shortest, view.span * factor));
  const start = time - ((time - view.start) / view.span) * span;
  return clampView({ start, span, width: view.width }, limits);
}

/** The view moved by a distance on screen; positive shows what is later. */
export function scrollBy(view: View, limits: ViewLimits, pixels: number): View {
  return clampView({ ...view, start: view.start + pixels * flicksPerPixel(view) }, limits);
}

/** The view with `time` in its middle. */
export function centreOn(view: View, limits: ViewLimits, time: number): View {
  return clampView({ ...view, start: time - view.span / 2 }, limits);
}

/** The whole programme. */
export function fitAll(view: View, limits: ViewLimits): View {
  return clampView({ start: 0, span: longestSpan(limits), width: view.width }, limits);
}

/** The view that holds a range with a margin of a tenth on either side. */
export function fitRange(view: View, limits: ViewLimits, from: number, to: number): View {
  const margin = Math.max(limits.shortest / 2, (to - from) * 0.1);
  return clampView({ start: from - margin, span: to - from + 2 * margin, width: view.width }, limits);
}

/** Whether a time is on screen. */
export function shows(view: View, time: number): boolean {
  return time >= view.start && time < view.start + view.span;
}

/** The view with a range on screen: as it is where the range is visible already, else with the range in the middle. */
export function reveal(view: View, limits: ViewLimits, from: number, to: number): View {
  const end = view.start + view.span;
  if (from >= view.start && to <= end) return view;
  const longer = to - from > view.span;
  if (longer && from < end && to > view.start) return view;
  const middle = longer ? from + view.span * (0.5 - PAGE_LEAD) : (from + to) / 2;
  return centreOn(view, limits, middle);
}

/**
 * The view for a playhead that went from `before` to `now`.
 *
 * Who scrolls away while it plays stays away: only a playhead that was on
 * screen is followed.
 */
export function follow(view: View, limits: ViewLimits, mode: FollowMode, before: number, now: number): View {
  if (mode === "off" || !shows(view, before)) return view;
  if (mode === "centre") return centreOn(view, limits, now);
  const turn = view.start + view.span * (1 - PAGE_TURN);
  if (now >= view.start && now < turn) return view;
  const start = now >= turn ? now - view.span * PAGE_LEAD : now - view.span * (1 - PAGE_TURN - PAGE_LEAD);
  return clampView({ ...view, start }, limits);
}

/** How fast the view runs, in pixels a frame, while something is dragged to `x`: nothing inside, faster the further out. */
export function edgeScroll(x: number, width: number): number {
  const reach = Math.min(32, width / 4);
  if (x < reach) return -Math.min(24, (reach - x) / 2);
  if (x > width - reach) return Math.min(24, (x - (width - reach)) / 2);
  return 0;
}
