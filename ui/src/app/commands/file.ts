/** Opening, joining, exporting. */
import { announce } from "../announce";
import { backend, type PathPurpose } from "../../bridge";
import { commands } from "../../commands";
import { notices, project } from "../../document";
import { dialogs } from "../../panels";
import { hasTrack, isOpen } from "./conditions";

/**
 * Opens any file by its content. A caption file about which something has to
 * be decided is shown first.
 */
export async function openPath(path: string): Promise<void> {
  await project.flush();
  try {
    if (isCaptions(path)) {
      const preview = await backend.previewImport(path, { encoding: null, frame_rate: null, format: null });
      if (preview.needs_decision) return dialogs.open({ kind: "import", path, preview });
    }
    await join(path, null);
  } catch (thrown) {
    notices.fail(thrown);
  }
}

/** Opens a file, and shows what was found in it. */
export async function join(path: string, options: Parameters<typeof backend.openPath>[1]): Promise<void> {
  const outcome = await backend.openPath(path, options);
  if (outcome.kind === "joined") reportDiagnostics(path, outcome.diagnostics);
}

type Diagnostics = { severity: "info" | "warning" | "error"; code: string; line: number | null; message: string }[];

function reportDiagnostics(path: string, diagnostics: Diagnostics): void {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const told = diagnostics.filter(({ severity }) => severity !== "info");
  if (told.length === 0) return announce(`${name} is open`);
  for (const { severity, code, line, message } of told.slice(0, 5)) {
    notices.add({ severity, code, message: `${name}${line === null ? "" : `, line ${line}`}: ${message}`, action: null });
  }
  if (told.length > 5) notices.add({ severity: "warning", code: "more", message: `${name}: ${told.length - 5} more remarks of this kind.`, action: null });
}

const CAPTION_NAMES = /\.(srt|vtt|ass|ssa|ttml|dfxp|xml|scc|stl|sbv|sub|txt|smi|itt)$/i;

function isCaptions(path: string): boolean {
  return CAPTION_NAMES.test(path);
}

async function ask(purpose: PathPurpose): Promise<void> {
  const path = await backend.choosePath(purpose, null);
  if (path !== null) await openPath(path);
}

async function save(): Promise<void> {
  if (await project.flush()) announce("Every edit is saved");
}

async function saveAs(): Promise<void> {
  await project.flush();
  const path = await backend.choosePath("save-project", project.name);
  if (path !== null) await backend.saveProjectAs(path);
}

async function relink(): Promise<void> {
  const path = await backend.choosePath("open-media", null);
  if (path === null) return;
  const outcome = await backend.relinkMedia(path);
  if (outcome.kind === "rejected") notices.add({ severity: "warning", code: outcome.code, message: outcome.message, action: "media.relink" });
}

async function close(): Promise<void> {
  if (await project.flush()) await backend.closeProject();
}

/** Adds the commands of the File menu. */
export function registerFileCommands(): void {
  const add = (id: string, title: string, run: () => void | Promise<void>, when?: () => true | string, help?: string) =>
    commands.register({ id, title, group: "File", repeats: false, run, ...(when ? { when } : {}), ...(help ? { help } : {}) });
  add("file.open", "Open…", () => ask("open"), undefined, "A project, a media file or a caption file.");
  add("file.openMedia", "Open media…", () => ask("open-media"), undefined, "Joins the open project, or starts one.");
  add("file.openCaptions", "Open captions…", () => ask("open-captions"), undefined, "Adds a track to the open project, or starts one.");
  add("file.openProject", "Open project…", () => ask("open-project"));
  add("file.openSample", "Open the sample project", async () => void (await backend.openSample()));
  add("file.save", "Save", save, isOpen, "Every edit is saved as it is made; this sends what is being typed and says so.");
  add("file.saveAs", "Save project as…", saveAs, isOpen, "Puts the project elsewhere, or gives it a name.");
  add("file.export", "Export captions…", () => {
    if (project.activeTrackId !== null) dialogs.open({ kind: "export", track: project.activeTrackId });
  }, hasExportable);
  add("file.reveal", "Show project in its folder", async () => void (await backend.revealPath(project.path)), isOpen);
  add("file.close", "Close project", close, isOpen);
  add("media.relink", "Find the media file…", relink, isOpen, "For a media file that was moved or renamed.");
}

function hasExportable(): true | string {
  const track = hasTrack();
  return track === true || project.activeTrack ? true : track;
}
