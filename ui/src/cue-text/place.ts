/** Places on the picture in words, and as the edits that choose them. */
import type { BoxPosition, Cue, Position } from "../bridge";

/** One percent in the model's ten-thousandths. */
const ONE = 10_000;

const LINES = ["bottom", "middle", "top"] as const;
const COLUMNS = ["left", "centre", "right"] as const;

/** The digits of a keypad as they are laid out, top row first. */
export const NUMPAD = [7, 8, 9, 4, 5, 6, 1, 2, 3] as const;

/** A keypad digit in words: `bottom left`. */
export function numpadName(digit: number): string {
  const [line, column] = [LINES[Math.floor((digit - 1) / 3)], COLUMNS[(digit - 1) % 3]];
  return line === "middle" && column === "centre" ? "middle" : `${line} ${column}`;
}

/** A percentage as a person reads it. */
export function percentText(value: number | null | undefined): string {
  return value == null ? "" : String(Math.round(value / 100) / 100);
}

/** What a person typed as a percentage, 0 to 100; undefined where it is none. */
export function percentOf(text: string): number | undefined {
  const value = Number(text.trim().replace(",", ".").replace(/%$/, ""));
  return text.trim() !== "" && value >= 0 && value <= 100 ? Math.round(value * ONE) : undefined;
}

function boxName(box: BoxPosition): string {
  if (box.region) return `region ${box.region}`;
  const block = box.block;
  const line = block?.kind === "percent" ? `${percentText(block.value)} % down` : block?.kind === "row" ? `row ${block.value}` : "";
  const across = box.inline == null ? "" : `${percentText(box.inline)} % across`;
  return [line, across].filter(Boolean).join(", ") || "box";
}

/** Where a cue stands, in words. */
export function placeName(cue: Pick<Cue, "position" | "align">): string {
  const position: Position = cue.position ?? { kind: "auto" };
  if (position.kind === "numpad") return numpadName(position.value);
  if (position.kind === "box") return boxName(position.value);
  if (position.kind === "grid") {
    const cell = position.value[0];
    return cell ? `grid row ${cell.row}, column ${cell.column}` : "grid";
  }
  const side = { left: "left", start: "left", center: "centre", end: "right", right: "right" }[cue.align ?? "center"];
  return `bottom ${side}`;
}
