import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { setBackend } from "../bridge";
import { FakeBackend } from "../bridge/fake";
import { project } from "../document";
import { side } from "../panels";
import SidePanel from "./SidePanel.svelte";

beforeEach(async () => {
  const backend = new FakeBackend();
  setBackend(backend);
  project.load((await backend.start()).snapshot!);
  side.tab = "cues";
});

describe("the focus in the panel on the right", () => {
  it.each(["findings", "comments", "find", "history"] as const)("is taken along from the list to %s", async (tab) => {
    render(SidePanel);
    screen.getByLabelText(/^Filter/).focus();
    side.tab = tab;
    await tick();
    await tick();
    expect(document.activeElement?.closest('[role="tabpanel"]')).toHaveAccessibleName(new RegExp(tab, "i"));
  });

  it("stays where it is outside of the list", async () => {
    render(SidePanel);
    const trigger = screen.getByRole("tab", { name: "Cues" });
    trigger.focus();
    side.tab = "findings";
    await tick();
    await tick();
    expect(document.activeElement).toBe(trigger);
  });
});
