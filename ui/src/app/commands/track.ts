/** Commands on tracks. */
import { announce } from "../announce";
import { commands } from "../../commands";
import { project } from "../../document";
import { dialogs } from "../../panels";
import { hasTrack, isOpen } from "./conditions";

function switchBy(direction: 1 | -1): void {
  const tracks = project.tracks;
  const index = tracks.findIndex((track) => track.id === project.activeTrackId);
  const next = tracks[(index + direction + tracks.length) % tracks.length];
  if (!next) return;
  project.activate(next.id);
  announce(`Track ${next.name}`);
}

const severalTracks = (): true | string => (project.tracks.length > 1 ? true : "There is only one track");

/** Adds the commands of the Track menu. */
export function registerTrackCommands(): void {
  const add = (id: string, title: string, when: () => true | string, run: () => void | Promise<void>, help?: string) =>
    commands.register({ id, title, group: "Track", when, repeats: false, run, ...(help ? { help } : {}) });
  const withTrack = (run: (track: string) => void | Promise<void>) => () => {
    if (project.activeTrackId !== null) return run(project.activeTrackId);
  };
  add("track.new", "New track…", isOpen, () => dialogs.open({ kind: "new-track" }));
  add("track.edit", "Name and language…", hasTrack, withTrack((track) => dialogs.open({ kind: "track", track })));
  add("track.publish", "Publish…", hasTrack, withTrack((track) => dialogs.open({ kind: "publish", track })), "Freezes the track as it is as a named revision.");
  add("track.next", "Next track", severalTracks, () => switchBy(1));
  add("track.previous", "Previous track", severalTracks, () => switchBy(-1));
  add("track.delete", "Delete track", severalTracks, withTrack(async (track) => void (await project.apply({ kind: "remove-track", track }))), "Can be undone.");
}
