/** States of accounts and places for secrets, in words. Pure. */
import type { Account, SecretPlace, SecretPlaceInfo } from "../../bridge";

/** Whether an account can be used, and what to do where it cannot. */
export const STATES: Readonly<Record<Account["state"], string>> = {
  ok: "Can be used", "needs-sign-in": "Sign in again; what waits to be sent waits", locked: "Its secrets are locked", off: "Turned off",
};

/** Places for secrets, and what becomes of the secrets there. */
export const PLACES: Readonly<Record<SecretPlace, { title: string; text: string }>> = {
  keyring: { title: "The system’s keyring", text: "Kept until you remove the account. The system guards them." },
  "kernel-keys": { title: "The kernel’s keys", text: "Kept until this computer starts again; then you sign in again." },
  "passphrase-file": { title: "A file under a passphrase", text: "Kept until you remove the account. You type the passphrase each time Cuewright starts." },
  memory: { title: "Memory alone", text: "Kept until Cuewright ends; then you sign in again." },
};

/** Why a place cannot be used; empty where it can. */
export function placeProblem(info: SecretPlaceInfo | undefined): string {
  if (!info) return "This system has no such store";
  return info.works ? "" : (info.message ?? "It does not give back what it is given");
}
