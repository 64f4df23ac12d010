/** The conversion of many files: it goes on while its dialog is closed. */
import { announce } from "../app/announce";
import { backend, errorOf, type BatchRequest, type ConvertedFile } from "../bridge";
import { jobs, notices } from "../document";

/** Numbers of the backend's jobs are positive. */
const JOB = -1;

/** What became of a file, the worst of it. */
export type Verdict = "failed" | "lossy" | "written";

/** The worst of what became of a file. */
export function verdictOf(file: ConvertedFile): Verdict {
  if (file.error !== null || file.outputs.some((one) => one.error !== null)) return "failed";
  return file.outputs.some((one) => one.losses.some(({ severity }) => severity !== "info")) ? "lossy" : "written";
}

/** A conversion in one line: `40 files: 36 written, 3 with losses, 1 failed`. */
export function batchSummary(files: readonly ConvertedFile[]): string {
  const count = (verdict: Verdict) => files.filter((file) => verdictOf(file) === verdict).length;
  const [written, lossy, failed] = [count("written"), count("lossy"), count("failed")];
  const parts = [written > 0 ? `${written} written` : "", lossy > 0 ? `${lossy} with losses` : "", failed > 0 ? `${failed} failed` : ""];
  return `${files.length} ${files.length === 1 ? "file" : "files"}${files.length > 0 ? ": " : ""}${parts.filter(Boolean).join(", ")}`;
}

class BatchRun {
  /** What was done so far, in order. */
  files: readonly ConvertedFile[] = $state.raw([]);
  /** How many files there are; null before that is known. */
  of: number | null = $state(null);
  running = $state(false);
  cancelled = $state(false);
  /** Files of folders that are no captions. */
  skipped: readonly string[] = $state.raw([]);
  /** Why nothing could be begun. */
  error = $state("");

  /** Whether there is something to show of a conversion. */
  get begun(): boolean {
    return this.running || this.files.length > 0 || this.error !== "" || this.of !== null;
  }

  /** Forgets the last conversion. */
  clear(): void {
    if (this.running) return;
    [this.files, this.skipped] = [[], []];
    [this.of, this.cancelled, this.error] = [null, false, ""];
  }

  /** Converts, and answers when all is done. */
  async run(request: BatchRequest): Promise<void> {
    if (this.running) return;
    this.clear();
    this.running = true;
    try {
      const end = await backend.convertBatch(request, ({ of, file }) => {
        this.of = of;
        if (file) this.files = [...this.files, file];
        this.#tellJob();
      });
      [this.skipped, this.cancelled] = [end.skipped, end.cancelled];
      this.#end();
    } catch (thrown) {
      this.error = errorOf(thrown).message;
    } finally {
      this.running = false;
      jobs.dismiss(JOB);
    }
  }

  /** Ends the conversion after the file that is at work. */
  cancel(): void {
    backend.cancelBatch().catch((thrown: unknown) => notices.fail(thrown));
  }

  #tellJob(): void {
    const progress = this.of === null || this.of === 0 ? null : this.files.length / this.of;
    jobs.update({ id: JOB, label: "Converting files", progress, state: "running", message: null, stop: () => this.cancel() });
  }

  #end(): void {
    const failed = this.files.some((file) => verdictOf(file) === "failed");
    const summary = `${this.cancelled ? "Stopped after " : "Converted "}${batchSummary(this.files)}.`;
    announce(summary);
    notices.add({ severity: failed ? "warning" : "info", code: "batch", message: summary, action: "file.batch" });
  }
}

/** The one conversion of many files. */
export const batch = new BatchRun();
