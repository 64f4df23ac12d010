/** The keymaps that come with the editor. */
import aegisub from "../../../assets/keymaps/aegisub.json";
import eztitles from "../../../assets/keymaps/eztitles-maccaption.json";
import nle from "../../../assets/keymaps/nle.json";
import subtitleEdit from "../../../assets/keymaps/subtitle-edit.json";
import type { Preset } from "./keymap";

/** Presets by the name preferences keep. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  "subtitle-edit": subtitleEdit,
  aegisub,
  "eztitles-maccaption": eztitles,
  nle,
};

/** The preset of a first start, and where a name is not known. */
export const DEFAULT_PRESET = "subtitle-edit";

/** A preset by its name. */
export function presetNamed(name: string): Preset {
  return PRESETS[name] ?? PRESETS[DEFAULT_PRESET]!;
}
