/** Themes: which set of tokens holds. */
import { preferences } from "../document";

const light = globalThis.matchMedia?.("(prefers-color-scheme: light)");
const contrast = globalThis.matchMedia?.("(prefers-contrast: more)");

/** The theme to show for what the user chose. */
export function resolveTheme(chosen: string, system: { light: boolean; contrast: boolean }): "dark" | "light" | "contrast" {
  if (chosen === "light" || chosen === "contrast" || chosen === "dark") return chosen;
  if (system.contrast) return "contrast";
  return system.light ? "light" : "dark";
}

/** Keeps the page's theme as preferences have it, and as the system has it where they leave it to it. */
export function followTheme(): () => void {
  const apply = () => {
    const theme = resolveTheme(preferences.current.theme, { light: light?.matches ?? false, contrast: contrast?.matches ?? false });
    document.documentElement.dataset.theme = theme;
  };
  light?.addEventListener("change", apply);
  contrast?.addEventListener("change", apply);
  const stop = $effect.root(() => {
    $effect(apply);
  });
  return () => {
    stop();
    light?.removeEventListener("change", apply);
    contrast?.removeEventListener("change", apply);
  };
}
