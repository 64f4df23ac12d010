/**
 * Draws the timeline: five canvases, each redrawn only when something that it
 * shows has changed, all of them once a frame at most.
 */
import type { CueId, WaveformInfo } from "../bridge";
import { findings, overlay, project, selection, worstOf } from "../document";
import { player } from "../player";
import { cursor } from "./edge-cursor.svelte";
import { frameGrid } from "./frame-grid";
import type { Gestures } from "./gestures";
import { shareBands, type Bands } from "./kernels/bands";
import { cueIndexAt, flagsOf, type TrackLayout } from "./kernels/layout";
import { drawCues, redrawCue, type CueScene } from "./layers/cues";
import { Labels } from "./layers/labels";
import { drawLive, type LiveScene } from "./layers/live";
import { drawOverview, drawOverviewLive } from "./layers/overview";
import { behindLabelEnd, drawBehind, drawReference, type ReferenceScene } from "./layers/references";
import { RowText } from "./layers/row-text";
import { drawRuler } from "./layers/ruler";
import { Sprites } from "./layers/sprites";
import { Surface } from "./layers/surface";
import { WaveformBitmap } from "./layers/waveform";
import { exposed, partsOf, shiftBetween, stuckAtStart, type Part, type Stretch } from "./kernels/scroll";
import { flicksPerPixel, timeToX, type View } from "./kernels/view";
import type { Ink } from "./kernels/waveform";
import { onThemeChange, readPalette, type Palette } from "./theme";
import { activeLayout, behindLayout, moments, referenceLayouts } from "./tracks";
import { viewport } from "./viewport.svelte";
import { WaveformTiles } from "./waveform-tiles";

/** A canvas of the timeline. */
export type Layer = "overview" | "overviewLive" | "sound" | "cues" | "live";

/** The canvases, by layer. */
export type Canvases = Record<Layer, HTMLCanvasElement>;

/** Layers in the order they are drawn. */
const LAYERS: readonly Layer[] = ["overview", "sound", "cues", "overviewLive", "live"];

/** No cue is being dragged. */
const NO_FLAGS = new Uint8Array(0);

/** How many pixels of the screen a CSS pixel is. */
function pixelRatio(): number {
  return window.devicePixelRatio || 1;
}

/** A view with its width in pixels of the screen. */
function inPixels(view: View, ratio: number): View {
  return { ...view, width: Math.round(view.width * ratio) };
}

/** What of a view lies under a part of its canvas. */
function viewOf(view: View, part: Part): View {
  const perPixel = flicksPerPixel(view);
  return { start: view.start + part.left * perPixel, span: part.width * perPixel, width: part.width };
}

/** Whether nothing more comes of a waveform that is not all there. */
function isOver(waveform: WaveformInfo | null): boolean {
  return waveform !== null && ["failed", "cancelled", "none"].includes(waveform.state);
}

/** Draws every layer when it is due. */
export class Painter {
  readonly sprites = new Sprites();
  readonly text = new RowText(this.sprites);
  #labels = new Labels();
  #bitmaps = { overview: new WaveformBitmap(), sound: new WaveformBitmap(), part: new WaveformBitmap() };
  readonly tiles = new WaveformTiles(() => this.#soundCame());
  bands: Bands = shareBands(0, { speech: false, published: false, references: 0 });
  #surfaces: Record<Layer, Surface>;
  #palette: Palette;
  #due = new Set<Layer>();
  #work: (() => void)[] = [];
  /** Cues whose words have changed and nothing else. */
  #reworded = new Set<CueId>();
  /** What a gesture would lead to, as it is drawn. */
  #foreseen = findings.foreseen;
  /** Layers that were drawn before all of their sound had come. */
  #lacking = new Set<"overview" | "sound">(["overview", "sound"]);
  /** The view that a layer shows, where moving along is all it needs for another one. */
  #shown = new Map<Layer, View>();
  /** Where dragged cues are drawn, with the places they came from; null where the boxes of all cues have moved. */
  #dragged: readonly Stretch[] | null = [];
  #redragged = false;
  #frame = 0;
  #height = 0;
  #arranged = "";
  #overview = { width: 0, height: 0 };
  #current: string | null = null;
  #flags: { ids: readonly string[]; layout: TrackLayout; flags: Uint8Array } | null = null;
  #stopTheme: () => void;

  constructor(private readonly element: HTMLElement, canvases: Canvases, private readonly gestures: () => Gestures) {
    const entries = LAYERS.map((layer): [Layer, Surface] => [layer, new Surface(canvases[layer])]);
    this.#surfaces = Object.fromEntries(entries) as Record<Layer, Surface>;
    this.#palette = readPalette(element);
    this.#stopTheme = onThemeChange(() => this.#restyle());
    void document.fonts?.ready.then(() => this.#restyle());
  }

  /** Has layers redrawn with the next frame; all of them where none is named. */
  invalidate(...layers: Layer[]): void {
    for (const layer of layers.length > 0 ? layers : LAYERS) this.#due.add(layer);
    this.#request();
  }

  /** The view moved: what can stay is moved along with the next frame, and the rest drawn. */
  viewMoved(): void {
    this.invalidate("live", "overviewLive");
  }

  /** Cues are being dragged, or no longer: draws what they leave and what they come over. */
  dragged(): void {
    this.#redragged = true;
    this.invalidate("live");
  }

  /** Has the boxes of cues drawn again with the next frame: their words have changed. */
  reword(ids: Iterable<CueId>): void {
    for (const id of ids) this.#reworded.add(id);
    if (this.#reworded.size > 0) this.#request();
  }

  /** Findings changed: those of a gesture are drawn with the boxes they are about, others with all and in the overview. */
  findingsChanged(): void {
    const [before, foreseen] = [this.#foreseen, findings.foreseen];
    this.#foreseen = foreseen;
    if (foreseen.size === 0 || before.size === 0) return this.invalidate("cues", "overview");
    this.dragged();
    this.reword(before.keys());
    this.reword(foreseen.keys());
  }

  /** Has work done before the next frame is drawn, once however often it is asked for. */
  nextFrame(work: () => void): void {
    if (this.#work.length === 0) this.#work.push(work);
    this.#request();
  }

  /** Takes the size of the body and of the overview, in CSS pixels. */
  resize(width: number, height: number, overviewWidth: number, overviewHeight: number): void {
    viewport.width = Math.max(1, Math.round(width));
    this.#height = height;
    this.#overview = { width: Math.max(1, Math.round(overviewWidth)), height: overviewHeight };
    this.arrange();
    this.invalidate();
  }

  /** Shares the height out again where what there is to show has changed. */
  arrange(): void {
    const contents = { speech: false, published: behindLayout() !== null, references: referenceLayouts().length };
    const arranged = `${this.#height} ${contents.published} ${contents.references}`;
    if (arranged === this.#arranged) return;
    this.#arranged = arranged;
    this.bands = shareBands(this.#height, contents);
    this.invalidate();
  }

  /** The playhead moved: redraws what shows it, and the cues where another one is on. */
  playheadMoved(time: number): void {
    this.invalidate("live", "overviewLive");
    const layout = activeLayout();
    const current = layout.cues[cueIndexAt(layout, time)]?.id ?? null;
    if (current !== this.#current) this.invalidate("cues");
    this.#current = current;
  }

  /** Draws what is due now instead of with the next frame. */
  flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#due.size + this.#work.length + this.#reworded.size === 0) return;
    for (const work of this.#work.splice(0)) work();
    if (this.#due.has("cues")) this.#reworded.clear();
    for (const layer of LAYERS) {
      if (this.#due.delete(layer)) this.#draw(layer);
      else this.#moveAlong(layer);
    }
    this.#redrawDragged();
    this.#redrawWords();
    // What moves moves on: staying in the queue draws changes made in the next frame within it.
    this.#request();
  }

  /** Whether the waveform in view is drawn as it stays: all of it, or as much as will come. */
  get soundIsDrawn(): boolean {
    const comes = project.media?.url != null && project.media.has_audio && !isOver(project.waveform);
    return this.#due.size === 0 && (!comes || this.tiles.whole(inPixels(viewport.view, pixelRatio())));
  }

  /** Lets go of everything. */
  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#stopTheme();
  }

  #request(): void {
    this.#frame ||= requestAnimationFrame(() => this.flush());
  }

  #restyle(): void {
    this.#palette = readPalette(this.element);
    this.text.forget();
    this.sprites.forget();
    this.#labels.forget();
    this.invalidate();
  }

  #draw(layer: Layer): void {
    const surface = this.#surfaces[layer];
    const ratio = pixelRatio();
    const { width, top, bottom } = this.#extent(layer);
    surface.resize(width, top, bottom, ratio);
    this.sprites.scale(ratio);
    if (layer === "live") surface.paintSparse((context, drew) => this.#paintLive(context, surface, drew));
    else surface.paint((context) => this.#paint(layer, context, surface));
    if (layer === "cues") [this.#dragged, this.#redragged] = [this.#draggedStretches(), false];
    if (layer === "sound" || layer === "cues") this.#shown.set(layer, viewport.view);
  }

  /** The room that a layer takes up. Clearing more than it needs costs as much as drawing there. */
  #extent(layer: Layer): { width: number; top: number; bottom: number } {
    if (layer === "overview" || layer === "overviewLive") return { width: this.#overview.width, top: 0, bottom: this.#overview.height };
    const { top, height } = this.bands.waveform;
    const [first, last] = [layer === "cues" ? top + height : 0, layer === "sound" ? top + height : this.#height];
    return { width: viewport.width, top: first, bottom: last };
  }

  /** Brings a layer that is as it should be, but for the view, to the view. */
  #moveAlong(layer: Layer): void {
    const [before, view] = [this.#shown.get(layer), viewport.view];
    if (layer === "live" || !before || (before.start === view.start && before.span === view.span)) return;
    const surface = this.#surfaces[layer];
    const shift = shiftBetween(before, view, surface.ratio);
    const stale = shift === null || this.#dragged === null ? null : [exposed(view, shift), ...(layer === "cues" ? this.#stuck(before, view, shift) : [])];
    const parts = stale && partsOf(stale, view, this.#height);
    if (shift === null || !parts) return this.#draw(layer);
    surface.shift(shift);
    for (const part of parts) surface.paintPart(part, (context) => this.#paint(layer, context, surface, part));
    this.#shown.set(layer, view);
    if (layer === "cues") this.#dragged = this.#draggedStretches();
  }

  /** Words that do not move along with the view: those kept in sight at its start, and the name of what is behind. */
  #stuck(before: View, view: View, shift: number): Stretch[] {
    const layouts = [activeLayout(), ...referenceLayouts().map(({ layout }) => layout)];
    const stretches = layouts.map((layout) => stuckAtStart(layout, before, view));
    const behind = behindLayout();
    if (behind && this.bands.published) {
      const end = behindLabelEnd({ palette: this.#palette, sprites: this.sprites }, behind.label);
      stretches.push({ from: Math.min(0, shift), to: end + Math.max(0, shift) });
    }
    return stretches;
  }

  #redrawDragged(): void {
    if (!this.#redragged) return;
    const [before, after] = [this.#dragged, this.#draggedStretches()];
    const surface = this.#surfaces.cues;
    const parts = before && after && partsOf([...before, ...after], viewport.view, this.#height);
    if (!parts) return this.#draw("cues");
    for (const part of parts) surface.paintPart(part, (context) => this.#paint("cues", context, surface, part));
    [this.#dragged, this.#redragged] = [after, false];
  }

  /** Where cues that are dragged are drawn, and where they are not drawn because of it. */
  #draggedStretches(): Stretch[] | null {
    if (this.gestures().ripple) return null;
    const [layout, view] = [activeLayout(), viewport.view];
    const stretches: Stretch[] = [];
    for (const [id, times] of overlay.times) {
      const index = layout.indexOf.get(id);
      if (index === undefined) continue;
      const [start, end] = [layout.ins[index]!, layout.outs[index]!];
      const [from, to] = [Math.min(start, times.in), Math.max(end, times.out ?? times.in + (end - start))];
      stretches.push({ from: timeToX(view, from) - 1, to: timeToX(view, to) + 3 });
    }
    return stretches;
  }

  #paint(layer: Exclude<Layer, "live">, context: CanvasRenderingContext2D, surface: Surface, part?: Part): void {
    if (layer === "overview") this.#paintOverview(context, surface);
    else if (layer === "sound") this.#paintSound(context, surface, part);
    else if (layer === "cues") this.#paintCues(context, surface, part);
    else this.#paintOverviewLive(context);
  }

  #paintOverview(context: CanvasRenderingContext2D, surface: Surface): void {
    const overview = { ...viewport.overview, width: this.#overview.width };
    drawOverview(context, {
      overview, height: this.#overview.height, layout: activeLayout(), palette: this.#palette,
      ink: this.#ink(overview, surface.ratio, "overview"), ratio: surface.ratio, bitmap: this.#bitmaps.overview,
      found: (id) => worstOf(findings.of(id)), moments: moments(),
    });
  }

  /** More of the sound came: what was drawn without it is drawn again. */
  #soundCame(): void {
    if (this.#lacking.size > 0) this.invalidate(...this.#lacking);
  }

  /** The ink of a layer's view, or of a part of it, a column for each pixel of the screen. */
  #ink(view: View, ratio: number, layer: "overview" | "sound", part = view): Ink {
    const pixels = inPixels(view, ratio);
    this.tiles.want(pixels, layer);
    if (!this.tiles.whole(pixels)) this.#lacking.add(layer);
    else if (part === view) this.#lacking.delete(layer);
    return this.tiles.ink(inPixels(part, ratio));
  }

  #paintOverviewLive(context: CanvasRenderingContext2D): void {
    const overview = { ...viewport.overview, width: this.#overview.width };
    const { height } = this.#overview;
    drawOverviewLive(context, { overview, view: viewport.view, height, playhead: player.time, palette: this.#palette });
  }

  #paintSound(context: CanvasRenderingContext2D, surface: Surface, part?: Part): void {
    const whole = viewport.view;
    const view = part ? viewOf(whole, part) : whole;
    const left = part?.left ?? 0;
    const palette = this.#palette;
    const { ratio } = surface;
    const ink = this.#ink(whole, ratio, "sound", view);
    const bitmap = part ? this.#bitmaps.part : this.#bitmaps.sound;
    bitmap.draw(context, { ink, ratio, palette, left, band: this.bands.waveform, gain: viewport.gain, axis: true });
    context.translate(left, 0);
    drawRuler(context, {
      view, palette, grid: frameGrid(project.settings), settings: project.settings, band: this.bands.ruler, sprites: this.sprites,
      labels: this.#labels, ratio,
    });
  }

  #paintCues(context: CanvasRenderingContext2D, surface: Surface, part?: Part): void {
    const common = this.#common(surface, part);
    context.textBaseline = "middle";
    const behind = behindLayout();
    if (behind && this.bands.published) drawBehind(context, common, this.bands.published, behind, activeLayout());
    referenceLayouts().forEach(({ layout }, index) => {
      const band = this.bands.references[index];
      if (band) drawReference(context, common, band, layout);
    });
    drawCues(context, this.#cueScene(surface, part));
  }

  #redrawWords(): void {
    if (this.#reworded.size === 0) return;
    const surface = this.#surfaces.cues;
    const scene = this.#cueScene(surface);
    for (const id of this.#reworded) redrawCue(scene, id, (part, draw) => surface.paintPart(part, draw));
    this.#reworded.clear();
  }

  #common(surface: Surface, part?: Part): ReferenceScene {
    const within = part ? { from: part.left, to: part.left + part.width } : { from: 0, to: viewport.width };
    return { view: viewport.view, within, palette: this.#palette, text: this.text, sprites: this.sprites, crisp: (x) => surface.crisp(x) };
  }

  #cueScene(surface: Surface, part?: Part): CueScene {
    const layout = activeLayout();
    const drafts = overlay.times;
    return {
      ...this.#common(surface, part), band: this.bands.cues, layout,
      selected: this.#selected(layout), primary: selection.primary, current: this.#current,
      drafts, drafted: drafts.size > 0 ? flagsOf(layout, drafts.keys()) : NO_FLAGS, ripple: this.gestures().ripple,
      numberOf: (id) => project.numberOf(id), shown: (cue) => overlay.applied(cue), readingSpeed: project.settings.limits.reading_speed,
      found: findings.none ? null : (id) => worstOf(findings.of(id)),
    };
  }

  #selected(layout: TrackLayout): Uint8Array {
    const { ids } = selection;
    if (this.#flags?.ids !== ids || this.#flags.layout !== layout) this.#flags = { ids, layout, flags: flagsOf(layout, ids) };
    return this.#flags.flags;
  }

  #paintLive(context: CanvasRenderingContext2D, surface: Surface, drew: LiveScene["drew"]): void {
    const gestures = this.gestures();
    drawLive(context, {
      view: viewport.view, bands: this.bands, layout: activeLayout(), grid: frameGrid(project.settings), settings: project.settings,
      moments: moments(), palette: this.#palette, playhead: player.time, primary: selection.primary, hover: gestures.hover,
      cursor: cursor.focused ? cursor.edge : null, drag: gestures.drag, range: gestures.range, sprites: this.sprites, crisp: (x) => surface.crisp(x),
      drew,
    });
  }
}
