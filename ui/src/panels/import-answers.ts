/** What a caption file leaves open, and what answers it. Pure. */
import type { CaptionChannel, ImportOptions, ImportPreview, Question } from "../bridge";

/** The option that answers a question. */
const ANSWER: Record<Question["kind"], keyof ImportOptions> = {
  encoding: "encoding", "frame-rate": "frame_rate", "drop-frame": "drop_frame", "programme-start": "programme_start", channel: "channel",
};

/** `CC1`, `CC3`, `service 2`. */
export function channelName(channel: CaptionChannel): string {
  return typeof channel === "string" ? channel.toUpperCase() : `service ${channel.service}`;
}

/** Whether an answer fits a question: of several channels it has to be one of those there are. */
function fits(question: Question, answer: unknown): boolean {
  if (answer === null || answer === undefined) return false;
  if (question.kind !== "channel") return true;
  return question.channels.some((one) => channelName(one) === channelName(answer as CaptionChannel));
}

/** What is remembered of these questions, as far as it goes. */
export function remembered(questions: readonly Question[], memory: ImportOptions | undefined): ImportOptions {
  const known = questions.filter((question) => fits(question, memory?.[ANSWER[question.kind]]));
  return Object.fromEntries(known.map(({ kind }) => [ANSWER[kind], memory?.[ANSWER[kind]]]));
}

/** The options to open a file with where everything it leaves open is remembered; null where a person has to decide. */
export function answered(preview: ImportPreview, memory: ImportOptions | undefined): ImportOptions | null {
  if (!preview.needs_decision) return {};
  if (preview.guessed_format || preview.cues === 0) return null;
  const options = remembered(preview.questions, memory);
  return Object.keys(options).length === preview.questions.length ? options : null;
}

/** The answers to keep: what was chosen, or what was assumed and left as it was. */
export function answersOf(questions: readonly Question[], chosen: ImportOptions, preview: ImportPreview): ImportOptions {
  const entries = questions.map(({ kind }) => [ANSWER[kind], chosen[ANSWER[kind]] ?? preview.read_as[ANSWER[kind]]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

/** The memory of one format without the answers to these questions. */
export function forgotten(questions: readonly Question[], memory: ImportOptions | undefined): ImportOptions {
  const gone = new Set<string>(questions.map(({ kind }) => ANSWER[kind]));
  return Object.fromEntries(Object.entries(memory ?? {}).filter(([option]) => !gone.has(option)));
}

/** Whether asking again each time would be a nuisance: how a house counts frames does not change from file to file, as encodings and channels do. */
export function worthKeeping(questions: readonly Question[]): boolean {
  return questions.length > 0 && questions.every(({ kind }) => kind !== "encoding" && kind !== "channel");
}

/** Why a file has to be looked at, in sentences. */
export function reasons(preview: ImportPreview, questions: readonly Question[]): string[] {
  const texts = questions.map((question) => reasonOf(question, preview));
  if (preview.guessed_format) texts.unshift(`Only its name says that this is ${preview.format_name}.`);
  if (preview.cues === 0) texts.push("No cues are found in it when it is read this way.");
  return texts;
}

function reasonOf(question: Question, { read_as }: ImportPreview): string {
  switch (question.kind) {
    case "encoding": return "Nothing says which character encoding its text is in. Choose the one that makes the words right.";
    case "frame-rate": return "Its times count frames, and nothing says how many there are in a second.";
    case "drop-frame": return "Nothing says whether its timecode drops frames.";
    case "programme-start": return `Its first label is not at zero; the programme is taken to start at ${read_as.programme_start ?? "it"}.`;
    case "channel": return `It holds captions on ${question.channels.map(channelName).join(", ")}; one is read at a time.`;
  }
}
