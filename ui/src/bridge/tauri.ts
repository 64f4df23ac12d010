/** The desktop backend: every call is a command of the shell. */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import { commands, type AppEvent, type BatchProgress } from "./bindings";

export const tauriBackend: Backend = {
  ...commands,
  // Bytes, which the generated side does not speak of.
  waveformColumns: (level, first, count) => invoke("waveform_columns", { level, first, count }),
  waveformProvisional: () => invoke("waveform_provisional"),
  convertBatch: (request, told) => commands.convertBatch(request, new Channel<BatchProgress>(told)),
  listen: (handler) => commands.listen(new Channel<AppEvent>(handler)),
};
