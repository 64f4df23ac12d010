import { beforeEach, expect, it } from "vitest";
import { setBackend, type AppEvent } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { ask } from "./asked";

let backend: FakeBackend;

beforeEach(() => {
  backend = new FakeBackend();
  setBackend(backend);
});

it("answers what the window starts with, and keeps every event until somebody hears them", async () => {
  const asked = ask();
  expect((await asked.start).snapshot?.document.cues.length).toBeGreaterThan(0);
  backend.emit({ kind: "drag-over", over: true });
  backend.emit({ kind: "closing" });
  const heard: AppEvent["kind"][] = [];
  asked.follow((event) => heard.push(event.kind));
  expect(heard).toEqual(["drag-over", "closing"]);
  backend.emit({ kind: "drag-over", over: false });
  expect(heard).toEqual(["drag-over", "closing", "drag-over"]);
});
