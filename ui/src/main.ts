import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./app/tokens.css";
import "./app/base.css";
import "./app/controls.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import { startUp } from "./app/start";
import { hasShell, setBackend } from "./bridge";

/** A plain browser has no shell: development shows the sample there. */
async function chooseBackend(): Promise<void> {
  if (!import.meta.env.DEV || hasShell()) return;
  const { browserFake } = await import("./bridge/fake-browser");
  setBackend(browserFake(new URLSearchParams(location.search)));
}

await chooseBackend();
const target = document.querySelector("#app");
if (!target) throw new Error("index.html has no #app");
const starting = startUp();
mount(App, { target, props: { starting } });
