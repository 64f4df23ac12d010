/**
 * The waveform of the view. While it is scrolled, what was drawn is moved and
 * only the columns that came into view are drawn.
 */
import type { Band } from "../kernels/bands";
import { flicksPerPixel, type View } from "../kernels/view";
import { firstCell } from "../kernels/waveform";
import type { Palette } from "../theme";
import type { WaveformTiles } from "../waveform-tiles";
import type { Surface } from "./surface";
import { drawWaveform } from "./waveform";

/** What the waveform is drawn from. */
export interface SoundScene {
  readonly view: View;
  readonly band: Band;
  readonly palette: Palette;
  readonly gain: number;
  readonly tiles: WaveformTiles;
}

/** Draws the waveform, and remembers what it drew. */
export class SoundLayer {
  #drawn: { key: string; cell: number; palette: Palette } | null = null;

  /** Draws the waveform on a surface; `above` draws everything else that the surface holds. */
  draw(surface: Surface, scene: SoundScene, above: (context: CanvasRenderingContext2D) => void): void {
    const { view, tiles } = scene;
    tiles.want(view, "waveform");
    const cell = firstCell(view);
    const key = `${flicksPerPixel(view)} ${view.width} ${scene.band.top} ${scene.band.height} ${scene.gain} ${tiles.version} ${surface.ratio} ${surface.height}`;
    const moved = this.#drawn?.key === key && this.#drawn.palette === scene.palette ? cell - this.#drawn.cell : NaN;
    const movable = Math.abs(moved) < view.width / 2 && Number.isInteger(moved * surface.ratio) && !tiles.guessing;
    this.#drawn = { key, cell, palette: scene.palette };
    if (!movable) {
      surface.paint((context) => {
        this.#columns(context, scene, 0, view.width);
        above(context);
      });
      return;
    }
    surface.shift(moved, (context) => {
      if (moved > 0) this.#columns(context, scene, view.width - moved, view.width);
      else if (moved < 0) this.#columns(context, scene, 0, -moved);
      above(context);
    });
  }

  /** Draws anew with the next frame. */
  forget(): void {
    this.#drawn = null;
  }

  #columns(context: CanvasRenderingContext2D, scene: SoundScene, from: number, to: number): void {
    const { view, band } = scene;
    const part = { start: view.start + from * flicksPerPixel(view), span: (to - from) * flicksPerPixel(view), width: to - from };
    context.clearRect(from, band.top, to - from, band.height);
    drawWaveform(context, { ink: scene.tiles.ink(part), band, palette: scene.palette, gain: scene.gain, axis: true, left: from });
  }
}
