/** Commands on the window itself. */
import { tick } from "svelte";
import type { Preferences } from "../../bridge";
import { commands } from "../../commands";
import { overlay, preferences, project, selection } from "../../document";
import { dialogs, pages, side, type PageName } from "../../panels";
import { isOpen } from "./conditions";
import { cyclePane, focusedPane, focusPane, type PaneName } from "../panes";
import { palette } from "../palette.svelte";

const THEMES: [Preferences["theme"], string][] = [
  ["dark", "Dark theme"], ["light", "Light theme"], ["contrast", "High-contrast theme"], ["system", "Theme of the system"],
];

const PANE_TITLES: [PaneName, string][] = [
  ["player", "Go to the player"], ["text", "Go to the cue text"], ["list", "Go to the cue list"], ["timeline", "Go to the timeline"],
];

const PAGES: [PageName, string, string][] = [
  ["edit", "Edit page", "The programme, its cues and the timeline."],
  ["review", "Review page", "The draft beside what was published, change by change."],
  ["queue", "Queue page", "Requests, orders and the outbox."],
  ["accounts", "Accounts page", "Who the services know you as."],
];

/** Groups whose commands act on what only the Edit and the Review page show. */
const ON_EDIT_PAGE = new Set(["Cue", "Edit", "Track", "Quality", "Review", "Playback", "Player", "Timeline", "Waveform", "Text", "List", "Selection"]);

/** Whether the page on show is one of the two with the programme. */
const showsProgramme = (): boolean => pages.current === "edit" || pages.current === "review";

/** Whether a command can act on what is on show: no key changes a programme that is not. */
export function onThisPage(command: { id: string; group: string }): true | string {
  if (showsProgramme() || !ON_EDIT_PAGE.has(command.group) || command.id === "app.preferences") return true;
  return "Go to the Edit page first";
}

/** Shows a page, and puts the focus into it. */
async function goToPage(page: PageName): Promise<void> {
  await project.flush();
  pages.show(page);
  await tick();
  if (focusedPane() === null) cyclePane(1);
}

/** Puts the focus into a pane; the list is brought back first where findings, find or history stand in its place. */
async function goToPane(pane: PaneName): Promise<void> {
  if (!showsProgramme()) {
    pages.show("edit");
    await tick();
  }
  if (pane === "list" && side.tab !== "cues") {
    side.tab = "cues";
    await tick();
  }
  focusPane(pane);
}

/** Lets go of whatever is held: a field, a panel, a selection of many. */
export function letGo(): void {
  if (overlay.times.size > 0) return;
  if (focusedPane() === "text") {
    void project.flush();
    focusPane("list");
  } else if (side.tab !== "cues" && document.activeElement?.closest("[data-side]")) {
    void goToPane("list");
  } else if (selection.ids.length > 1 && selection.primary !== null) {
    selection.set([selection.primary]);
  }
}

const hasPanes = (): true | string => (showsProgramme() ? isOpen() : true);

function registerPanes(): void {
  for (const [pane, title] of PANE_TITLES) {
    commands.register({ id: `view.${pane}`, title, group: "View", when: isOpen, run: () => goToPane(pane) });
  }
  commands.register({ id: "view.nextPane", title: "Next pane", group: "View", when: hasPanes, run: () => cyclePane(1) });
  commands.register({ id: "view.previousPane", title: "Previous pane", group: "View", when: hasPanes, run: () => cyclePane(-1) });
  commands.register({ id: "view.letGo", title: "Let go", group: "View", help: "Leaves the text field, closes the panel, or keeps only one cue selected.", run: letGo });
}

/** Adds the commands of the View and Help menus. */
export function registerViewCommands(): void {
  commands.guardBy(onThisPage);
  for (const [page, title, help] of PAGES) {
    commands.register({ id: `view.${page}Page`, title, group: "View", help, checked: () => pages.current === page, run: () => goToPage(page) });
  }
  commands.register({ id: "view.palette", title: "All commands…", group: "View", repeats: false, run: () => palette.show() });
  registerPanes();
  for (const [theme, title] of THEMES) {
    commands.register({
      id: `view.theme.${theme}`, title, group: "View", checked: () => preferences.current.theme === theme,
      run: () => preferences.update({ theme }),
    });
  }
  commands.register({ id: "view.speech", title: "Speak what changes", group: "View", help: "For screen readers: times after a nudge, cues while stepping.", checked: () => preferences.current.speech_feedback, run: () => preferences.update({ speech_feedback: !preferences.current.speech_feedback }) });
  commands.register({ id: "view.notices", title: "Show past notices", group: "Help", run: () => dialogs.open({ kind: "notices" }) });
  commands.register({ id: "app.preferences", title: "Preferences…", group: "Edit", repeats: false, run: () => dialogs.open({ kind: "preferences", page: "appearance" }) });
  commands.register({ id: "app.keys", title: "Keys…", group: "Help", repeats: false, run: () => dialogs.open({ kind: "preferences", page: "keys" }) });
}
