/** What readers had to say about the files that were opened. */
import type { Diagnostic } from "../bridge";

/** The remarks on one file. */
export interface FileRemarks {
  name: string;
  remarks: readonly Diagnostic[];
}

class Remarks {
  /** Files that something was said about, the newest first. */
  files: readonly FileRemarks[] = $state.raw([]);

  /** Keeps what was said about a file that was opened. */
  add(name: string, remarks: readonly Diagnostic[]): void {
    if (remarks.length > 0) this.files = [{ name, remarks }, ...this.files].slice(0, 20);
  }
}

/** The remarks of this session. */
export const remarks = new Remarks();

/** Where in its file a remark belongs: `line 12, byte 340`. */
export function placeOf({ line, byte }: Diagnostic): string {
  return [line === null ? "" : `line ${line.toLocaleString()}`, byte === null ? "" : `byte ${byte.toLocaleString()}`].filter(Boolean).join(", ");
}

/** How many remarks there are of each weight: `2 errors, 1 warning`. */
export function countsOf(remarks: readonly Diagnostic[]): string {
  const words = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["note", "notes"] } as const;
  const parts = (["error", "warning", "info"] as const).map((severity) => {
    const count = remarks.filter((one) => one.severity === severity).length;
    return count === 0 ? "" : `${count.toLocaleString()} ${words[severity][count === 1 ? 0 : 1]}`;
  });
  return parts.filter(Boolean).join(", ");
}
