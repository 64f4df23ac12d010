/** What the status bar says. Pure. */
import type { MediaStatus, WaveformInfo } from "../bridge";

/** Whether work is safe. */
export function saving(state: { unsaved: string | null; pending: number; typing: boolean }): { state: "saved" | "saving" | "failed"; text: string } {
  if (state.unsaved !== null) return { state: "failed", text: "not saved" };
  if (state.pending > 0 || state.typing) return { state: "saving", text: "saving" };
  return { state: "saved", text: "every edit saved" };
}

/** How far the waveform is. */
export function waveformText(waveform: WaveformInfo | null, media: MediaStatus | null): string {
  if (!media) return "no media";
  if (media.url === null && waveform === null) return "media not found";
  switch (waveform?.state) {
    case "exact": return "waveform exact";
    case "decoding": return `waveform ${Math.floor((waveform.progress ?? 0) * 100)} %`;
    case "waiting": return "waveform waiting";
    case "failed": return "no waveform";
    case "cancelled": return "waveform stopped";
    default: return media.has_audio ? "waveform waiting" : "no audio";
  }
}
