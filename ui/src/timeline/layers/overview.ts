/** The whole programme in a strip with its findings, and the part of it that is visible below. */
import type { Cue, CueId } from "../../bridge";
import type { Weight } from "../../document";
import type { TrackLayout } from "../kernels/layout";
import { marksIn, type Moment } from "../kernels/moments";
import { timeToX, type View } from "../kernels/view";
import type { Ink } from "../kernels/waveform";
import type { Palette } from "../theme";
import { Stripes } from "./stripes";
import type { WaveformBitmap } from "./waveform";

/** What the strip is drawn from. */
export interface OverviewScene {
  readonly overview: View;
  readonly height: number;
  readonly ink: Ink;
  readonly layout: TrackLayout<Cue>;
  readonly palette: Palette;
  readonly ratio: number;
  readonly bitmap: WaveformBitmap;
  /** What weighs most of what is found in a cue. */
  readonly found: (cue: CueId) => Weight | null;
  /** Open conversations about moments, in the order of time. */
  readonly moments: readonly Moment[];
}

const CUES = 3;

/** Draws the waveform of the whole programme, below it where there are cues and what was said, and above it which of them break a rule. */
export function drawOverview(context: CanvasRenderingContext2D, scene: OverviewScene): void {
  const { palette, overview, height } = scene;
  const band = { top: 1, height: height - CUES - 4 };
  scene.bitmap.draw(context, { ink: scene.ink, ratio: scene.ratio, band, left: 0, palette, gain: 1, axis: false });
  context.fillStyle = palette.ref;
  const { ins, outs } = scene.layout;
  let drawn = -1;
  for (let index = 0; index < ins.length; index += 1) {
    const end = Math.ceil(timeToX(overview, outs[index]!));
    if (end <= drawn) continue;
    const start = Math.max(drawn, Math.floor(timeToX(overview, ins[index]!)));
    context.fillRect(start, height - CUES - 2, Math.max(1, end - start), CUES);
    drawn = end;
  }
  drawFindings(context, scene);
  context.fillStyle = palette.amber;
  for (const x of marksIn(scene.moments, overview)) context.fillRect(x - 1, height - CUES - 8, 2, 8);
  context.fillStyle = palette.line;
  context.fillRect(0, height - 1, overview.width, 1);
}

function drawFindings(context: CanvasRenderingContext2D, { layout, overview, palette, found }: OverviewScene): void {
  const stripes = new Stripes();
  layout.cues.forEach((cue, index) => {
    const weight = found(cue.id);
    // A cue of a long programme is narrower than anyone can see.
    const left = weight === null ? 0 : timeToX(overview, layout.ins[index]!);
    if (weight !== null) stripes.add(left, Math.max(left + 2, timeToX(overview, layout.outs[index]!)), weight);
  });
  stripes.draw(context, palette, 0);
}

/** What moves in the strip. */
export interface OverviewLive {
  readonly overview: View;
  readonly view: View;
  readonly height: number;
  readonly playhead: number;
  readonly palette: Palette;
}

/** Draws the window and the playhead. */
export function drawOverviewLive(context: CanvasRenderingContext2D, scene: OverviewLive): void {
  const { palette, overview, view, height } = scene;
  const left = Math.round(timeToX(overview, view.start));
  const width = Math.max(3, Math.round(timeToX(overview, view.start + view.span)) - left);
  context.fillStyle = palette.acc;
  context.globalAlpha = 0.2;
  context.fillRect(left, 0, width, height - 1);
  context.globalAlpha = 1;
  context.strokeStyle = palette.acc;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 0.5, width - 1, height - 2);
  context.fillStyle = palette.playhead;
  context.fillRect(Math.round(timeToX(overview, scene.playhead)) - 0.5, 0, 1, height - 1);
}
