/** The one way to the backend: `backend` for calls, the types for everything else. */
import type { Backend } from "./backend";
import { tauriBackend } from "./tauri";

export type * from "./types";
export type { Backend } from "./backend";

let current: Backend = tauriBackend;

/** The backend in use. Calls go to whatever `setBackend` was last given. */
export const backend: Backend = new Proxy({} as Backend, {
  get: (_, name) => {
    const member: unknown = Reflect.get(current, name);
    return typeof member === "function" ? member.bind(current) : member;
  },
});

/** Puts another backend in place: the in-memory one for tests and for a plain browser. */
export function setBackend(replacement: Backend): void {
  current = replacement;
}

/** Whether the window has a desktop shell behind it. */
export function hasShell(): boolean {
  return "__TAURI_INTERNALS__" in globalThis;
}

/** A failed call: a code to branch on, and words for the reader. */
export interface CallError {
  code: string;
  message: string;
  path: string | null;
}

/** What a failed call says, whatever it was that was thrown. */
export function errorOf(thrown: unknown): CallError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const { code, message, path } = thrown as Partial<CallError>;
    return { code: code ?? "unexpected", message: String(message), path: path ?? null };
  }
  return { code: "unexpected", message: String(thrown), path: null };
}
