/** What a wish would do, asked for anew whenever it changes. */
import { backend, errorOf, type SendPreview, type Wish } from "../bridge";
import { project } from "../document";

/** What a wish would do. Made while a component is. */
export class Preview {
  shown: SendPreview | null = $state.raw(null);
  error = $state("");

  /** Whether it can be put in the outbox as it is. */
  get ready(): boolean {
    return this.shown !== null && this.shown.problems.length === 0 && this.error === "";
  }

  constructor(wish: () => Wish | null) {
    $effect(() => {
      const wanted = wish();
      let stale = false;
      if (wanted === null) {
        this.shown = null;
        this.error = "";
        return;
      }
      void this.#ask(wanted, () => stale);
      return () => (stale = true);
    });
  }

  async #ask(wish: Wish, stale: () => boolean): Promise<void> {
    try {
      await project.flush();
      const answer = await backend.previewSend(wish);
      if (stale()) return;
      this.shown = answer;
      this.error = "";
    } catch (thrown) {
      if (!stale()) this.error = errorOf(thrown).message;
    }
  }
}

/** What of a form is wrong at a field, with the service's code. */
export function problemsAt(preview: SendPreview | null, field: string): string[] {
  const at = (preview?.problems ?? []).filter((one) => one.field === field || one.field.startsWith(`${field}[`));
  return at.map(({ code, message }) => (code === null ? message : `${message} (${code})`));
}
