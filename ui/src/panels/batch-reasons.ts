/** What a file of a conversion left open, and was assumed. Pure. */
import type { Question } from "../bridge";
import { channelName } from "./import-answers";

/** In sentences; opening such a file once lets the answer be kept for all of its format. */
export function reasons(questions: readonly Question[]): string[] {
  return questions.map((question) => {
    switch (question.kind) {
      case "encoding": return "Its character encoding was guessed.";
      case "frame-rate": return "Its frame rate was assumed.";
      case "drop-frame": return "Whether its timecode drops frames was assumed.";
      case "programme-start": return "Where its programme starts was assumed.";
      case "channel": return `Of ${question.channels.map(channelName).join(", ")} only the first was read.`;
    }
  });
}
