/** Long work that goes on beside editing. */
import type { Job } from "../bridge";

/** A job, and how to stop it where that is possible from here. */
export interface ShownJob extends Job {
  stop?: () => void;
}

class Jobs {
  /** Running jobs, and those that ended badly and were not yet dismissed. */
  list: readonly ShownJob[] = $state.raw([]);

  /** Takes what the backend says of a job. */
  update(job: ShownJob): void {
    const others = this.list.filter((other) => other.id !== job.id);
    this.list = job.state === "running" || job.state === "failed" ? [...others, job] : others;
  }

  /** Takes a job off the list. */
  dismiss(id: number): void {
    this.list = this.list.filter((job) => job.id !== id);
  }
}

/** The jobs of the window. */
export const jobs = new Jobs();
