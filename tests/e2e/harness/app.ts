import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { remote } from 'webdriverio';
import { type Driver, startDriver, until } from './driver.ts';
import { CHECKOUT, PICTURES } from './places.ts';

/** What a file dialog is asked for, as the shell names it. */
export type DialogKind =
  | 'open'
  | 'open-media'
  | 'open-captions'
  | 'open-project'
  | 'save-project'
  | 'export'
  | 'export-folder'
  | 'batch-folder'
  | 'batch-files'
  | 'save-hand-back';

/** One scripted dialog: the path that is chosen, or none where it is cancelled. */
export interface DialogAnswer {
  kind: DialogKind;
  path?: string;
  /** The paths that are chosen, where there may be several. */
  paths?: string[];
}

/** How the editor is started. */
export interface Start {
  /** The folder that stands for the user's home; a new one when not given. */
  home?: string;
  args?: string[];
  env?: Record<string, string>;
  /** What the file dialogs will answer, in order. */
  dialogs?: DialogAnswer[];
}

/** The editor as `cargo xtask test` built it, or the program that CUEWRIGHT_PROGRAM names. */
export function program(): string {
  return realpathSync(process.env['CUEWRIGHT_PROGRAM'] ?? join(CHECKOUT, 'target/debug/cuewright'));
}

/** An editor in a real window, driven through WebDriver. */
export class App {
  private constructor(
    readonly home: string,
    private readonly start: Start,
    private readonly driver: Driver,
    readonly browser: WebdriverIO.Browser,
  ) {}

  /** Opens the editor and waits for its page. */
  static async launch(start: Start = {}): Promise<App> {
    const home = start.home ?? mkdtempSync(join(tmpdir(), 'cuewright-e2e-'));
    mkdirSync(PICTURES, { recursive: true });
    const driver = await startDriver(environment(home, start), join(PICTURES, 'windows.log'));
    try {
      const browser = await remote({
        hostname: '127.0.0.1',
        port: driver.port,
        logLevel: 'error',
        waitforTimeout: 30_000,
        connectionRetryCount: 0,
        capabilities: {
          'webkitgtk:browserOptions': { binary: program(), args: start.args ?? [] },
        } as WebdriverIO.Capabilities,
      });
      return new App(home, start, driver, browser);
    } catch (error) {
      await driver.end();
      throw error;
    }
  }

  /** Ends the editor as a power cut would: SIGKILL, no goodbye. */
  async kill(): Promise<void> {
    const pid = this.driver.processOf(program());
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await this.driver.end();
  }

  /** Closes the window as a user would, and waits until the editor has ended by itself. */
  async quit(): Promise<void> {
    await this.browser.closeWindow();
    await until(() => this.driver.processOf(program()) === undefined, 'the editor to end');
    await this.driver.end();
  }

  /** Kills the editor and opens it again in the same home, with `start` over what it was started with. */
  async restart(start: Start = {}): Promise<App> {
    await this.kill();
    return App.launch({ ...this.start, ...start, home: this.home });
  }

  /** Kills the editor and removes its home. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  /** How much memory the process that draws the page holds, in bytes: its resident set. */
  webMemory(): number {
    const pid = this.driver.webProcess();
    const status = pid === undefined ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes === undefined) throw new Error('there is no process that draws the page');
    return Number(kilobytes) * 1024;
  }

  /** Saves what the window shows as target/e2e/NAME.png, once it has painted what it was told last. */
  async screenshot(name: string): Promise<string> {
    await this.painted();
    const path = join(PICTURES, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.browser.saveScreenshot(path);
    return path;
  }

  /** Waits until the page has drawn three more frames: a picture taken at once can show the one before. */
  async painted(): Promise<void> {
    await this.browser.executeAsync((done: () => void) => {
      let left = 3;
      const next = () => (left-- > 0 ? requestAnimationFrame(next) : done());
      next();
    });
  }

  /**
   * Puts text that WebDriver cannot type (it drops everything beyond ASCII) where the focus is, as an input method would.
   */
  async insertText(text: string): Promise<void> {
    await this.browser.execute((text: string) => {
      document.execCommand('insertText', false, text);
    }, text);
  }
}

/** What a program is told of its surroundings that has `home` to itself, on the display of this run. */
export function environment(home: string, start: Start): NodeJS.ProcessEnv {
  const folders: Record<string, string> = {};
  for (const [variable, folder] of [
    ['XDG_CONFIG_HOME', '.config'],
    ['XDG_DATA_HOME', '.local/share'],
    ['XDG_STATE_HOME', '.local/state'],
    ['XDG_CACHE_HOME', '.cache'],
    ['XDG_RUNTIME_DIR', '.run'],
  ] as const) {
    const path = join(home, folder);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    folders[variable] = path;
  }
  const answers = join(home, 'dialog-answers.json');
  writeFileSync(answers, JSON.stringify(start.dialogs ?? []));
  const { WAYLAND_DISPLAY: _, ...inherited } = process.env;
  return {
    ...inherited,
    ...folders,
    HOME: home,
    DISPLAY: inject('display'),
    GDK_BACKEND: 'x11',
    // GStreamer looks at every plug-in once and keeps what it found; each home is new.
    GST_REGISTRY: join(PICTURES, 'gstreamer-registry.bin'),
    CUEWRIGHT_DIALOG_ANSWERS: answers,
    ...start.env,
  };
}
