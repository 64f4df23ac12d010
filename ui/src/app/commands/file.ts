/** Opening, joining, exporting. */
import { announce } from "../announce";
import { backend, type Diagnostic, type PathPurpose } from "../../bridge";
import { commands } from "../../commands";
import { notices, preferences, project } from "../../document";
import { answered, countsOf, dialogs, remarks } from "../../panels";
import { hasTrack, isOpen } from "./conditions";

/** What opening a file waits for: the dialog in which something is decided. */
export type Waiting = Promise<void> | null;

/**
 * Opens any file by its content. A caption file about which something has to
 * be decided, and which `choose` or no earlier answer settles, is shown first.
 */
export async function openPath(path: string, choose = false): Promise<{ waits: Waiting }> {
  await project.flush();
  try {
    const preview = await backend.previewImport(path, {});
    const options = preview && answered(preview, preferences.current.readings[preview.format]);
    if (preview && (choose || !options)) return { waits: dialogs.untilClosed({ kind: "import", path, preview }) };
    await join(path, options);
  } catch (thrown) {
    notices.fail(thrown);
  }
  return { waits: null };
}

/** Opens a file, and shows what was found in it. */
export async function join(path: string, options: Parameters<typeof backend.openPath>[1]): Promise<void> {
  const outcome = await backend.openPath(path, options);
  if (outcome.kind === "joined") tellRemarks(path, outcome.diagnostics);
}

/** Keeps what the reader had to say, and tells of it where it is more than notes. */
function tellRemarks(path: string, found: readonly Diagnostic[]): void {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  remarks.add(name, found);
  const told = found.filter(({ severity }) => severity !== "info");
  const [only] = told;
  if (!only) return announce(`${name} is open`);
  const severity = told.some((one) => one.severity === "error") ? "error" : "warning";
  const message = told.length === 1 ? only.message : `${countsOf(told)} while it was read`;
  notices.add({ severity, code: "remarks", message: `${name}: ${message}.`.replace(/\.\.$/, "."), action: "file.remarks" });
}

async function ask(purpose: PathPurpose, choose = false): Promise<void> {
  const path = await backend.choosePath(purpose, null);
  if (path !== null) await openPath(path, choose);
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
  add("file.openCaptionsAs", "Open captions and choose how…", () => ask("open-captions", true), undefined, "Shows the file first: format, encoding, frame rate, start.");
  add("file.openProject", "Open project…", () => ask("open-project"));
  add("file.openSample", "Open the sample project", async () => void (await backend.openSample()));
  add("file.save", "Save", save, isOpen, "Every edit is saved as it is made; this sends what is being typed and says so.");
  add("file.saveAs", "Save project as…", saveAs, isOpen, "Puts the project elsewhere, or gives it a name.");
  add("file.export", "Export captions…", () => {
    if (project.activeTrackId !== null) dialogs.open({ kind: "export", track: project.activeTrackId });
  }, hasExportable);
  add("file.batch", "Convert many files…", () => dialogs.open({ kind: "batch" }), undefined, "A folder of caption files, or several, into one or several formats.");
  add("file.remarks", "Show remarks on opened files", () => dialogs.open({ kind: "remarks" }), () => (remarks.files.length > 0 ? true : "Nothing was remarked on"), "What readers noticed, with its line.");
  add("file.reveal", "Show project in its folder", async () => void (await backend.revealPath(project.path)), isOpen);
  add("file.close", "Close project", close, isOpen);
  add("media.relink", "Find the media file…", relink, isOpen, "For a media file that was moved or renamed.");
}

function hasExportable(): true | string {
  const track = hasTrack();
  return track === true || project.activeTrack ? true : track;
}
