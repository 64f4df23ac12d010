/** Decisions about items, and putting wishes in the outbox. */
import { announce } from "../app/announce";
import { backend, type Decision, type Item, type ItemId, type Wish } from "../bridge";
import { operationTitle, project } from "../document";

const SAID: Record<Decision["kind"], string> = {
  cancel: "Given up", "send-again": "Is sent again", "look-again": "Is looked for", "mark-done": "Taken for done", overwrite: "Replaces what the service holds",
};

/** Carries out a decision and says so. */
export async function decide(id: ItemId, decision: Decision): Promise<Item> {
  const item = await backend.decide(id, decision);
  announce(`${SAID[decision.kind]}: ${operationTitle(item.operation)}`);
  return item;
}

/** Puts a wish in the outbox under a name chosen before, so that asking twice is once. What is being typed goes first. */
export async function put(item: ItemId, wish: Wish): Promise<Item> {
  await project.flush();
  const made = await backend.send(item, wish);
  announce(`In the outbox: ${operationTitle(made.operation)}`);
  return made;
}
