import { ask } from "./app/asked";
import { hasShell, setBackend } from "./bridge";

/** A plain browser has no shell: development shows the sample there. */
async function chooseBackend(): Promise<void> {
  if (!import.meta.env.DEV || hasShell()) return;
  const { browserFake } = await import("./bridge/fake-browser");
  setBackend(browserFake(new URLSearchParams(location.search)));
}

/** The page's own elements: this program may run before they are read. */
function page(): Promise<unknown> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((read) => document.addEventListener("DOMContentLoaded", read, { once: true }));
}

await chooseBackend();
const asked = ask();
const [{ showWindow }] = await Promise.all([import("./app/window"), page()]);
const target = document.querySelector("#app");
if (!target) throw new Error("index.html has no #app");
showWindow(target, asked);
