/** Colours and fonts of the canvas layers, from the tokens of the window's theme. */

/** What the layers draw with. */
export interface Palette {
  readonly bg0: string;
  readonly bg1: string;
  readonly bg2: string;
  readonly bg3: string;
  readonly line: string;
  readonly tx: string;
  readonly tx2: string;
  readonly tx3: string;
  readonly acc: string;
  readonly accD: string;
  readonly onAcc: string;
  readonly amber: string;
  readonly green: string;
  readonly red: string;
  readonly violet: string;
  readonly ref: string;
  readonly wave: string;
  readonly wave2: string;
  readonly playhead: string;
  readonly sans: string;
  readonly mono: string;
  /** What cue boxes are filled with: the surface that stands out most from the ground. */
  readonly box: string;
}

const TOKENS = {
  bg0: "--bg0", bg1: "--bg1", bg2: "--bg2", bg3: "--bg3", line: "--line", tx: "--tx", tx2: "--tx2", tx3: "--tx3",
  acc: "--acc", accD: "--acc-d", onAcc: "--on-acc", amber: "--amber", green: "--green", red: "--red", violet: "--violet",
  ref: "--ref", wave: "--wave", wave2: "--wave2", playhead: "--playhead", sans: "--sans", mono: "--mono",
} as const satisfies Record<Exclude<keyof Palette, "box">, string>;

/** The palette that holds now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const values = Object.entries(TOKENS).map(([name, token]) => [name, style.getPropertyValue(token).trim() || "currentcolor"]);
  const tokens = Object.fromEntries(values) as Record<keyof typeof TOKENS, string>;
  const ground = lightness(tokens.bg0);
  const distance = (colour: string) => Math.abs(lightness(colour) - ground);
  return { ...tokens, box: distance(tokens.bg2) > distance(tokens.bg3) ? tokens.bg2 : tokens.bg3 };
}

/** Red, green and blue of a colour of six digits; tokens of surfaces and of the waveform are written so. Black where it is not. */
export function channels(colour: string): [number, number, number] {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  return digits ? [parseInt(digits[1]!, 16), parseInt(digits[2]!, 16), parseInt(digits[3]!, 16)] : [0, 0, 0];
}

/** How light a colour is, 0 to 255. */
function lightness(colour: string): number {
  const [red, green, blue] = channels(colour);
  return (red * 2 + green * 5 + blue) / 8;
}

/** Calls back when the theme changes: by the window's choice, or with the system. Answers how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class", "style"] });
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", changed);
  };
}

/** Fonts of the layers, in the sizes of the canvas. */
export const font = {
  text: (palette: Palette, italic = false, bold = false) => `${italic ? "italic " : ""}${bold ? "600 " : ""}12px ${palette.sans}`,
  small: (palette: Palette) => `10.5px ${palette.sans}`,
  code: (palette: Palette) => `11px ${palette.mono}`,
  smallCode: (palette: Palette) => `10px ${palette.mono}`,
};
