/** The desktop backend: every call is a command of the shell. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend } from "./backend";
import type { AppEvent } from "./types";

/** The event that carries every `AppEvent` from the shell. */
const APP_EVENT = "app-event";

export const tauriBackend: Backend = {
  start: () => invoke("start"),
  snapshot: () => invoke("snapshot"),
  edit: (edit, selection) => invoke("edit", { edit, selection }),
  undo: () => invoke("undo"),
  redo: () => invoke("redo"),
  goTo: (step) => invoke("go_to", { step }),
  history: () => invoke("history"),
  find: (scope, query) => invoke("find", { scope, query }),
  choosePath: (purpose, suggestion) => invoke("choose_path", { purpose, suggestion }),
  openSample: () => invoke("open_sample"),
  openPath: (path, options) => invoke("open_path", { path, options }),
  saveProjectAs: (path) => invoke("save_project_as", { path }),
  closeProject: () => invoke("close_project"),
  forgetRecent: (path) => invoke("forget_recent", { path }),
  previewImport: (path, options) => invoke("preview_import", { path, options }),
  formats: () => invoke("formats"),
  previewExport: (track, options) => invoke("preview_export", { track, options }),
  exportTrack: (track, path, options) => invoke("export_track", { track, path, options }),
  publish: (track, name) => invoke("publish", { track, name }),
  revisions: (track) => invoke("revisions", { track }),
  revisionCues: (revision) => invoke("revision_cues", { revision }),
  relinkMedia: (path) => invoke("relink_media", { path }),
  cancelWaveform: () => invoke("cancel_waveform"),
  waveform: () => invoke("waveform"),
  waveformColumns: (level, first, count) => invoke("waveform_columns", { level, first, count }),
  waveformProvisional: () => invoke("waveform_provisional"),
  waveformVisible: (from, to) => invoke("waveform_visible", { from, to }),
  setPreferences: (preferences) => invoke("set_preferences", { preferences }),
  announceReady: () => invoke("announce_ready"),
  revealPath: (path) => invoke("reveal_path", { path }),
  listen: (handler) => listen<AppEvent>(APP_EVENT, (event) => handler(event.payload)),
};
