/** The programme that the in-memory backend opens: about four minutes, sixty cues. */
import type { Cue, Document, Note, Row, Track } from "./types";

const SECOND = 705_600_000;
/** Flicks of a frame at 30000/1001. */
const FRAME = 23_543_520;

const italic = (text: string): Row => [{ text, style: { italic: true } }];
const plain = (text: string): Row => [{ text }];

/** Rows as text, `/` between rows, `_` before a row in italics. */
const TEXTS = [
  "She keeps a ledger of the harbour,/every high water since 1911.", "_♪ slow strings ♪", "Nobody told the water about it.",
  "You would think it simply follows/the moon across the sky.", "The moon pulls, and the water/_answers six hours late.",
  "Late by exactly as much as the shape/of the sea floor here demands of it today.", "[gulls crying]",
  "So a table is a portrait of a place.", "DR. OKAFOR: And a promise.", "Ask any pilot who has had to/trust one in fog.",
  "We measured it again last spring.", "The old numbers held.", "Within a hand’s breadth,/all of them.",
  "How did they do it?", "A float in a pipe,/and a pencil on a drum.", "That is all?", "That is all. And patience.",
  "Somebody had to change the paper/every single morning.", "[engine starts]", "Hold on to the rail here.",
];

function rowsOf(text: string): Row[] {
  return text.split("/").map((row) => (row.startsWith("_") ? italic(row.slice(1)) : plain(row)));
}

const number = (value: number): string => String(value).padStart(12, "0");

/** An id shaped like the backend's. */
export function fakeId(kind: "cue" | "track" | "revision", value: number): string {
  const mark = { cue: "c", track: "d", revision: "e" }[kind];
  return `0192a000-0000-7000-8000-${mark}${number(value).slice(1)}`;
}

const onFrame = (seconds: number): number => Math.round((seconds * SECOND) / FRAME) * FRAME;

/** `count` cues of a track, three to four seconds apart. */
export function sampleCues(track: string, count: number, offset = 0): Cue[] {
  let time = 2;
  return Array.from({ length: count }, (_, index) => {
    const text = TEXTS[index % TEXTS.length]!;
    const length = 1.2 + (text.length % 23) / 10;
    const cue: Cue = {
      id: fakeId("cue", offset + index + 1), track, rank: (index + 1) * 65536,
      in: onFrame(time), out: onFrame(time + length), rows: rowsOf(text),
    };
    if (text.startsWith("DR. OKAFOR")) cue.speaker = "Dr. Okafor";
    if (index % 17 === 8) cue.notes = notesOf(index, cue.rows);
    if (index % 13 === 2) cue.mark = "approved";
    time += length + 0.35 + (index % 5 === 0 ? 0.8 : 0);
    return cue;
  });
}

/** What was said about a cue: a question with an answer, or another text that is proposed. */
function notesOf(index: number, rows: Row[]): Note[] {
  const first: Note = { id: `n${index}`, author: "Mira", written_at: 1_794_000_000_000, text: "Check the name." };
  if (index % 2 === 0) return [first, { id: `a${index}`, thread: first.id, author: "Tom", written_at: 1_794_003_600_000, text: "It is spelt like that on her own page." }];
  return [{ ...first, text: "Shorter, so that it can be read in time.", suggestion: rows.slice(0, 1) }];
}

/** The sample document with `count` cues in its main track. */
export function sampleDocument(count = 60): Document {
  const main: Track = {
    id: fakeId("track", 1), rank: 1, name: "English captions", language: "en", kind: "captions",
    state: "draft", published: fakeId("revision", 1), format: "vtt",
  };
  const other: Track = { id: fakeId("track", 2), rank: 2, name: "Deutsch", language: "de", kind: "subtitles", state: "published" };
  return {
    settings: {
      title: "Lecture 3: The tide tables", timebase: { rate: "30000/1001", drop_frame: true }, language: "en",
      speakers: [{ name: "Dr. Okafor", color: "#9fd0ff" }, { name: "Narrator" }],
      limits: {
        row_length: 42, rows: 2, reading_speed: 20,
        min_duration: 588_000_000, max_duration: 7 * SECOND, min_gap_frames: 2,
      },
    },
    tracks: [main, other],
    cues: [...sampleCues(main.id, count), ...sampleCues(other.id, 4, 100_000)],
  };
}
