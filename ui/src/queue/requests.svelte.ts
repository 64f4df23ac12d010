/** Taking and opening requests, and fetching their media. */
import { untrack } from "svelte";
import { announce } from "../app/announce";
import { backend, type RequestKey } from "../bridge";
import { desk, jobs, keyText, notices, project } from "../document";
import { pages } from "../panels";

/** Numbers of the backend's jobs are positive, and -1 is the conversion of many files. */
let lastJob = -1;

/** Requests whose media is being fetched from here. */
const fetching = new Set<string>();

/** Takes a request; its media is fetched and kept, which goes on beside other work. */
export async function takeRequest(key: RequestKey): Promise<void> {
  await backend.takeRequest(key);
  announce(`Request ${key.remote_id} is taken; its media is being kept for offline work`);
  void fetchMedia(key);
}

/** Goes on fetching the media of a request, and shows how far it is. */
export async function fetchMedia(key: RequestKey): Promise<void> {
  if (fetching.has(keyText(key))) return;
  fetching.add(keyText(key));
  const id = --lastJob;
  const stopTelling = $effect.root(() => {
    $effect(() => tellJob(id, key));
  });
  try {
    await backend.fetchMedia(key);
    if (desk.mediaOf(key)?.complete) announce(`The media of request ${key.remote_id} is here`);
  } catch (thrown) {
    notices.fail(thrown);
  } finally {
    stopTelling();
    jobs.dismiss(id);
    fetching.delete(keyText(key));
  }
}

function tellJob(id: number, key: RequestKey): void {
  const media = desk.mediaOf(key);
  const progress = media?.whole ? media.held / media.whole : null;
  const stop = () => void backend.stopMedia(key).catch((thrown: unknown) => notices.fail(thrown));
  // The list of jobs is only written here: it is not what this waits for.
  untrack(() => jobs.update({ id, label: `Media of request ${key.remote_id}`, progress, state: "running", message: null, stop }));
}

/** Opens the project of a request, which is made where there is none. What is being typed is saved first. */
export async function openRequest(key: RequestKey, language: string | null): Promise<void> {
  if (!(await project.flush())) return;
  const outcome = await backend.openRequest(key, language);
  if (outcome.kind === "cancelled") return;
  pages.show("edit");
  announce(`Request ${key.remote_id} is open`);
}
