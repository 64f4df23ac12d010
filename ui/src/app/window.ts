/** The window's own program: what stands in it, and its styles. */
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./tokens.css";
import "./base.css";
import "./controls.css";
import { mount } from "svelte";
import App from "./App.svelte";
import type { Asked } from "./asked";
import { startUp } from "./start";

/** Draws the window, which fills with what was asked. */
export function showWindow(target: Element, asked: Asked): void {
  mount(App, { target, props: { starting: startUp(asked) } });
}
