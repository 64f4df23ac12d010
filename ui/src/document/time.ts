/**
 * Time in the window: whole flicks, frame numbers, and the labels that count
 * frames (SMPTE ST 12-1). Agrees with `captions::Timebase` flick for flick.
 *
 * Everything is exact integer arithmetic below 2^53: a day is 6.1e13 flicks.
 */
import type { Cue, Row, Settings, Time, Timebase } from "../bridge";

/** Flicks in a second. */
export const FLICKS = 705_600_000;

/** Frames per second as a ratio in lowest terms. */
export interface FrameRate {
  numerator: number;
  denominator: number;
}

/** Names people use for rates whose ratio they do not write. */
const NAMED: Record<string, string> = {
  "23.976": "24000/1001", "23.98": "24000/1001", "29.97": "30000/1001",
  "47.952": "48000/1001", "47.95": "48000/1001", "59.94": "60000/1001", "119.88": "120000/1001",
};

/** Frame rates a person can choose, in the form the backend reads. */
export const FRAME_RATES = ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60"] as const;

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Reads `30000/1001`, `25` or `29.97`; null where it is no frame rate. */
export function parseFrameRate(text: string): FrameRate | null {
  const source = NAMED[text.trim()] ?? text.trim();
  const ratio = /^(\d+)\s*\/\s*(\d+)$/.exec(source);
  const decimal = /^(\d+)(?:\.(\d{0,6}))?$/.exec(source);
  let [numerator, denominator] = [0, 0];
  if (ratio) [numerator, denominator] = [Number(ratio[1]), Number(ratio[2])];
  else if (decimal) {
    const decimals = decimal[2] ?? "";
    denominator = 10 ** decimals.length;
    numerator = Number(decimal[1] + decimals);
  }
  if (numerator === 0 || denominator === 0) return null;
  if (numerator > denominator * 1000 || numerator * 1000 < denominator) return null;
  const divisor = gcd(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

const rates = new Map<string, FrameRate>();

/** The frame rate of a timebase; 25 where it cannot be read. */
export function frameRate(rate: string): FrameRate {
  let known = rates.get(rate);
  if (!known) {
    known = parseFrameRate(rate) ?? { numerator: 25, denominator: 1 };
    rates.set(rate, known);
  }
  return known;
}

/** How a rate is called: `29.97`, `25`. */
export function frameRateName(rate: string): string {
  const { numerator, denominator } = frameRate(rate);
  if (denominator === 1) return String(numerator);
  const named = Object.entries(NAMED).find(([, ratio]) => ratio === `${numerator}/${denominator}`);
  return named ? named[0] : (numerator / denominator).toFixed(3);
}

/**
 * Quotient and remainder of `a * b / c`, exact for whole non-negative numbers
 * with c below 2^51 and a quotient below 2^53.
 */
function multiplyDivide(a: number, b: number, c: number): [number, number] {
  const whole = Math.floor((a - (a % c)) / c) * b;
  const part = a % c;
  let [quotient, remainder] = [0, 0];
  for (let bit = 2 ** Math.floor(Math.log2(Math.max(b, 1))); bit >= 1; bit /= 2) {
    [quotient, remainder] = [quotient * 2, remainder * 2];
    if (Math.floor(b / bit) % 2 === 1) remainder += part;
    while (remainder >= c) [quotient, remainder] = [quotient + 1, remainder - c];
  }
  return [whole + quotient, remainder];
}

const units = new WeakMap<FrameRate, [number, number]>();

/** One rate's number of flicks for each frame as `frames / flicks` in lowest terms. */
function perFlick(rate: FrameRate): [number, number] {
  let known = units.get(rate);
  if (!known) {
    const unit = FLICKS * rate.denominator;
    const divisor = gcd(rate.numerator, unit);
    known = [rate.numerator / divisor, unit / divisor];
    units.set(rate, known);
  }
  return known;
}

function round(quotient: number, remainder: number, divisor: number): number {
  return remainder * 2 >= divisor ? quotient + 1 : quotient;
}

/** The time at which a frame starts, to the nearest flick. */
export function timeOfFrame(rate: FrameRate, frame: number): Time {
  if (frame < 0) return -timeOfFrame(rate, -frame);
  const [frames, flicks] = perFlick(rate);
  if (frames === 1) return frame * flicks;
  return round(...multiplyDivide(frame, flicks, frames), frames);
}

/** The frame on screen at `time`: the last one that started at or before it. */
export function frameAt(rate: FrameRate, time: Time): number {
  const [frames, flicks] = perFlick(rate);
  const [quotient, remainder] = multiplyDivide(Math.abs(time), frames, flicks);
  const frame = time >= 0 ? quotient : -quotient - (remainder > 0 ? 1 : 0);
  // A frame start that was rounded down to a flick still belongs to its frame.
  return timeOfFrame(rate, frame + 1) <= time ? frame + 1 : frame;
}

/** The frame whose start is nearest to `time`, halves away from zero. */
export function nearestFrame(rate: FrameRate, time: Time): number {
  if (time < 0) return -nearestFrame(rate, -time);
  const [frames, flicks] = perFlick(rate);
  return round(...multiplyDivide(time, frames, flicks), flicks);
}

/** `time` moved to the start of the nearest frame. */
export function snapToFrame(rate: FrameRate, time: Time): Time {
  return timeOfFrame(rate, nearestFrame(rate, time));
}

/** Frames that one second of a label counts: the rate rounded up. */
export function nominalRate(rate: FrameRate): number {
  return Math.ceil(rate.numerator / rate.denominator);
}

/** Whether labels at this rate may drop: 29.97 and 59.94. */
export function canDrop(rate: FrameRate): boolean {
  return rate.denominator === 1001 && (rate.numerator === 30000 || rate.numerator === 60000);
}

/** A time's label, field by field. */
export interface Timecode {
  hours: number;
  minutes: number;
  seconds: number;
  frames: number;
}

function droppedPerMinute(base: Timebase): number {
  const rate = frameRate(base.rate);
  return base.drop_frame && canDrop(rate) ? nominalRate(rate) / 15 : 0;
}

/** The label of a frame counted from 00:00:00:00; frames below zero get that of zero. */
export function labelOfFrame(base: Timebase, frame: number): Timecode {
  const nominal = nominalRate(frameRate(base.rate));
  const dropped = droppedPerMinute(base);
  let counted = Math.max(frame, 0);
  if (dropped > 0) {
    const minute = 60 * nominal - dropped;
    const tenMinutes = 10 * minute + dropped;
    const [tens, rest] = [Math.floor(counted / tenMinutes), counted % tenMinutes];
    const minutes = rest < dropped ? 0 : Math.floor((rest - dropped) / minute);
    counted += dropped * (9 * tens + minutes);
  }
  const total = Math.floor(counted / nominal);
  return {
    hours: Math.floor(total / 3600), minutes: Math.floor(total / 60) % 60,
    seconds: total % 60, frames: counted % nominal,
  };
}

/** The frame a label names; null where no frame has it (a dropped or impossible label). */
export function frameOfLabel(base: Timebase, label: Timecode): number | null {
  const nominal = nominalRate(frameRate(base.rate));
  const dropped = droppedPerMinute(base);
  const { hours, minutes, seconds, frames } = label;
  if (minutes >= 60 || seconds >= 60 || frames >= nominal) return null;
  if (dropped > 0 && minutes % 10 !== 0 && seconds === 0 && frames < dropped) return null;
  const totalMinutes = hours * 60 + minutes;
  const counted = (totalMinutes * 60 + seconds) * nominal + frames;
  return counted - dropped * (totalMinutes - Math.floor(totalMinutes / 10));
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A label as text, with `;` before the frames where labels drop. */
export function labelText(base: Timebase, label: Timecode): string {
  const { hours, minutes, seconds, frames } = label;
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${base.drop_frame ? ";" : ":"}${two(frames)}`;
}

/** The label of the frame nearest to `time` in the programme's timecode. */
export function formatTimecode(settings: Settings, time: Time): string {
  const frame = nearestFrame(frameRate(settings.timebase.rate), time);
  return labelText(settings.timebase, labelOfFrame(settings.timebase, frame + (settings.programme_start ?? 0)));
}

/** Seconds with milliseconds, such as `2.700`. */
export function formatSeconds(time: Time, decimals = 3): string {
  return (time / FLICKS).toFixed(decimals);
}

/** Seconds as flicks, to the nearest. */
export function fromSeconds(seconds: number): Time {
  return Math.round(seconds * FLICKS);
}

/** A duration with minutes where it has them: `1:02:03` or `2.7 s`. */
export function formatSpan(time: Time): string {
  const seconds = Math.floor(time / FLICKS);
  if (seconds < 60) return `${formatSeconds(time, 1)} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** What a person typed for a time: a place, or a distance from where it was. */
export type ParsedTime =
  | { ok: true; time: Time; relative: boolean }
  | { ok: false; reason: string };

const refuse = (reason: string): ParsedTime => ({ ok: false, reason });

/**
 * Reads a timecode (`01:00:02:03`, `2:03`, with `;` or `.`), seconds
 * (`12.5`, `12.5s`), frames (`7f`), or any of these with a sign for a
 * distance. Short timecodes fill in from the right.
 */
export function parseTimecode(settings: Settings, text: string): ParsedTime {
  const source = text.trim();
  const sign = /^[+\-−]/.exec(source)?.[0];
  const body = sign ? source.slice(1).trim() : source;
  const magnitude = parseMagnitude(settings, body, sign !== undefined);
  if (typeof magnitude === "string") return refuse(magnitude);
  return { ok: true, time: sign && sign !== "+" ? -magnitude : magnitude, relative: sign !== undefined };
}

function parseMagnitude(settings: Settings, body: string, relative: boolean): Time | string {
  const rate = frameRate(settings.timebase.rate);
  const frames = /^(\d{1,9})\s*f$/i.exec(body);
  if (frames) return timeOfFrame(rate, Number(frames[1]));
  const seconds = /^(\d{0,6})(?:[.,](\d{1,9}))?\s*s?$/i.exec(body);
  if (seconds && (seconds[1] || seconds[2])) {
    return Number(seconds[1] ?? 0) * FLICKS + Math.round(Number(`0.${seconds[2] ?? 0}`) * FLICKS);
  }
  const clock = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})$/.exec(body);
  if (clock) return clockTime(clock);
  const fields = /^(?:(?:(\d{1,3})[:;])?(\d{1,2})[:;])?(\d{1,2})[:;.](\d{1,3})$/.exec(body);
  if (!fields) return `“${body}” is not a time; write a timecode such as 00:01:02:03, or seconds such as 62.5`;
  return labelTime(settings, fields, relative);
}

function clockTime(match: RegExpExecArray): Time | string {
  const [hours, minutes, seconds, thousandths] = match.slice(1).map((field) => Number(field ?? 0));
  if (minutes! >= 60 || seconds! >= 60) return `${match[0]} does not exist: minutes and seconds go to 59`;
  return (hours! * 3600 + minutes! * 60 + seconds!) * FLICKS + thousandths! * (FLICKS / 1000);
}

function labelTime(settings: Settings, match: RegExpExecArray, relative: boolean): Time | string {
  const [hours, minutes, seconds, frames] = match.slice(1).map((field) => Number(field ?? 0));
  const label = { hours: hours!, minutes: minutes!, seconds: seconds!, frames: frames! };
  const base = relative ? { ...settings.timebase, drop_frame: false } : settings.timebase;
  const frame = frameOfLabel(base, label);
  if (frame === null) return `${labelText(base, label)} names no frame at ${frameRateName(base.rate)}${base.drop_frame ? " drop-frame" : ""}`;
  return timeOfFrame(frameRate(base.rate), relative ? frame : frame - (settings.programme_start ?? 0));
}

/** How long a cue stands; null where it has no end of its own. */
export function duration(cue: Cue): Time | null {
  return cue.out === null ? null : cue.out - cue.in;
}

/** A row's text without styles. */
export function rowText(row: Row): string {
  return row.map((run) => run.text).join("");
}

/** A cue's text, its rows joined by `separator`. */
export function cueText(cue: Cue, separator = "\n"): string {
  return cue.rows.map(rowText).join(separator);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function countGraphemes(text: string): number {
  // Printable ASCII is one character each; most rows are nothing else.
  if (/^[ -~]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

/** Characters of a row as a reader counts them. */
export function rowLength(row: Row): number {
  return countGraphemes(rowText(row));
}

/** Characters a second, row breaks not counted; null where it has no duration. */
export function cps(cue: Cue): number | null {
  const span = duration(cue);
  if (span === null || span <= 0) return null;
  const characters = cue.rows.reduce((sum, row) => sum + rowLength(row), 0);
  return characters / (span / FLICKS);
}
