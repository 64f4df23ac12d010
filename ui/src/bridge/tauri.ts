/** The desktop backend: every call is a command of the shell. */
import { invoke } from "@tauri-apps/api/core";
import type { Backend } from "./backend";
import { commands, events } from "./bindings";

export const tauriBackend: Backend = {
  ...commands,
  // Bytes, which the generated side does not speak of.
  waveformColumns: (level, first, count) => invoke("waveform_columns", { level, first, count }),
  waveformProvisional: () => invoke("waveform_provisional"),
  listen: (handler) => events.appEvent.listen((event) => handler(event.payload)),
};
