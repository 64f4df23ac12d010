/**
 * The types that cross the bridge, as Rust defines them.
 *
 * Times are flicks (1/705 600 000 s) in media time.
 */
import type * as rust from "./bindings";

export type * from "./bindings";
export type { Record as Record_ } from "./bindings";

/** Preferences with everything in them; what is stored may be of another version. */
export type Preferences = Required<rust.Preferences>;

/** What became of an edit; `failed` is an edit that did not reach the disk, which the user has been told. */
export type EditOutcome =
  | Exclude<rust.EditOutcome, { kind: "rejected" }>
  | (Omit<Extract<rust.EditOutcome, { kind: "rejected" }>, "code"> & { code: rust.RejectedCode | "failed" });
