/** Projects that were open lately, as the first screen offers them. */
import { backend, type Recent } from "../bridge";
import { notices } from "../document";

class Recents {
  /** The newest first. */
  list: readonly Recent[] = $state.raw([]);

  /** A project was opened: it comes first from now on. */
  opened(path: string, name: string, now = Date.now()): void {
    this.list = [{ path, name, opened_at: now, exists: true }, ...this.list.filter((one) => one.path !== path)];
  }

  /** Takes a project off the list. */
  async forget(path: string): Promise<void> {
    this.list = this.list.filter((one) => one.path !== path);
    try {
      await backend.forgetRecent(path);
    } catch (thrown) {
      notices.fail(thrown);
    }
  }
}

/** The recent projects. */
export const recents = new Recents();
