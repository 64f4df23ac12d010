/** The desktop backend: every call is a command of the shell. */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import { commands, events, type BatchProgress } from "./bindings";

export const tauriBackend: Backend = {
  ...commands,
  // Bytes, which the generated side does not speak of.
  waveformColumns: (level, first, count) => invoke("waveform_columns", { level, first, count }),
  waveformProvisional: () => invoke("waveform_provisional"),
  convertBatch: (request, told) => {
    const channel = new Channel<BatchProgress>();
    channel.onmessage = told;
    return commands.convertBatch(request, channel);
  },
  listen: (handler) => events.appEvent.listen((event) => handler(event.payload)),
};
