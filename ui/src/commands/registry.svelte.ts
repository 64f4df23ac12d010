/**
 * Every command of the window: one entry for the keys, the menus, the palette
 * and the manual.
 */
import { notices, project } from "../document";
import { announce } from "../app/announce";

/** What a command is given; each command knows its own. */
export type CommandArgs = Record<string, unknown>;

/** A command. */
export interface Command {
  /** `group.verb`, stable: keymaps name it. */
  id: string;
  /** What it does, as a menu says it. A function where that depends, as for undo. */
  title: string | (() => string);
  /** One sentence more, for the palette and the manual. */
  help?: string;
  /** The menu it stands in. */
  group: string;
  /** Whether it can run now; a text says why not. */
  when?: () => boolean | string;
  /** Whether holding its key repeats it; it does unless this is false. */
  repeats?: boolean;
  /** For a command that is on or off. */
  checked?: () => boolean;
  run: (args?: CommandArgs) => void | Promise<void>;
}

/** Whether a command can run, and why not. */
export interface Availability {
  enabled: boolean;
  reason: string;
}

class Commands {
  /** Goes up when commands are registered. */
  version = $state(0);
  /** Commands that were started and are not done, the newest last. */
  running: readonly string[] = $state.raw([]);
  #byId = new Map<string, Command>();
  #guard: (command: Command) => true | string = () => true;

  /** Has `guard` say whether a command is possible at all, before the command is asked. */
  guardBy(guard: (command: Command) => true | string): void {
    this.#guard = guard;
  }

  /** Adds a command; the same id again replaces it. */
  register(command: Command): void {
    this.#byId.set(command.id, command);
    this.version++;
  }

  /** Every command, in the order of registration. */
  all(): Command[] {
    void this.version;
    return [...this.#byId.values()];
  }

  /** A command by its id. */
  get(id: string): Command | undefined {
    return this.#byId.get(id);
  }

  /** What a command is called now. */
  title(id: string): string {
    const command = this.#byId.get(id);
    if (!command) return id;
    return typeof command.title === "string" ? command.title : command.title();
  }

  /** Whether a command belongs to what is on show; a key of one that does not is left to others. */
  isOffered(id: string): boolean {
    const command = this.#byId.get(id);
    return !command || this.#guard(command) === true;
  }

  /** Whether a command can run now. */
  availability(id: string): Availability {
    const command = this.#byId.get(id);
    const guarded = command ? this.#guard(command) : true;
    const verdict = guarded === true ? (command?.when?.() ?? true) : guarded;
    if (verdict === true) return { enabled: true, reason: "" };
    return { enabled: false, reason: verdict === false ? "Not possible now" : verdict };
  }

  /**
   * Runs a command. Pending typing is sent first, so that an edit of the
   * command acts on the text as it stands; the command itself starts at once,
   * within the event that asked for it. Answers whether it could run.
   */
  async run(id: string, args?: CommandArgs): Promise<boolean> {
    const command = this.#byId.get(id);
    if (!command) return false;
    const { enabled, reason } = this.availability(id);
    if (!enabled) {
      announce(`${this.title(id)}: ${reason}`);
      return false;
    }
    void project.flush();
    try {
      const working = command.run(args);
      if (working) await this.#showWhile(id, working);
      return true;
    } catch (thrown) {
      notices.fail(thrown);
      return false;
    }
  }

  async #showWhile(id: string, working: Promise<void>): Promise<void> {
    this.running = [...this.running, id];
    try {
      await working;
    } finally {
      const at = this.running.indexOf(id);
      this.running = this.running.filter((_, index) => index !== at);
    }
  }
}

/** The commands of the window. */
export const commands = new Commands();
