import { Key } from 'webdriverio';
import { until } from './driver.ts';
import type { Editor } from './editor.ts';

/** How many stops of the Tab key are gone through before something counts as out of reach. */
const MOST_STOPS = 150;

/** The editor's window by keys alone: nothing here points, clicks, or puts the focus anywhere but by a key. */
export class Keyboard {
  private constructor(private readonly editor: Editor) {}

  /** Lays the mouse aside: from now on a press of it is counted. */
  static async begin(editor: Editor): Promise<Keyboard> {
    await editor.browser.execute(() => {
      document.documentElement.dataset['presses'] = '0';
      const count = () => void (document.documentElement.dataset['presses'] = String(Number(document.documentElement.dataset['presses']) + 1));
      for (const kind of ['pointerdown', 'mousedown', 'touchstart']) window.addEventListener(kind, count, { capture: true });
    });
    return new Keyboard(editor);
  }

  /** How often something was pointed at since it was laid aside. */
  async presses(): Promise<number> {
    return this.editor.browser.execute(() => Number(document.documentElement.dataset['presses']));
  }

  /** Runs a command by its title, once it can be run. */
  async run(title: string): Promise<void> {
    const chosen = () =>
      this.editor.browser.execute((title: string) => {
        const option = document.querySelector('[aria-label="Commands"] [aria-selected="true"]');
        return option?.querySelector('.title')?.textContent === title && option.getAttribute('aria-disabled') !== 'true';
      }, title);
    await this.editor.press(Key.Control, Key.Shift, 'p');
    await this.untilFocused('Command');
    await this.editor.typeHere(title.replace(/[^ -~].*$/, ''));
    await until(chosen, `the command "${title}" to be possible`, 60_000);
    await this.editor.press(Key.Enter);
    const closed = () => this.editor.browser.execute(() => document.querySelector('[role="combobox"][aria-label="Command"]') === null);
    await until(closed, 'the palette to be closed');
  }

  /** Goes on with the Tab key until what has this name has the focus. */
  async tabTo(name: string): Promise<void> {
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      if ((await this.focused()) === name) return;
      await this.editor.press(Key.Tab);
    }
    throw new Error(`"${name}" is not reached by Tab; the focus is on "${await this.focused()}"`);
  }

  /** Goes to the button of the open dialog that does what it is for, once it can, presses it, and waits until the dialog has gone. */
  async decide(verb: string | RegExp): Promise<void> {
    const dialog = await this.editor.dialog();
    const button = dialog.$('button.primary');
    let name = '';
    await until(async () => fits((name = await button.getText()), verb) && (await button.isEnabled()), `"${verb}" to be possible`, 60_000);
    await this.tabTo(name);
    await this.editor.press(Key.Enter);
    await dialog.waitForExist({ reverse: true });
  }

  /** Selects a cue by its number. */
  async goToCue(number: number): Promise<void> {
    await this.run('Go to cue number\u2026');
    await this.untilFocused(/^Number/);
    await this.editor.press(Key.Control, 'a');
    await this.editor.typeHere(String(number));
    await this.editor.press(Key.Enter);
    await until(async () => (await this.editor.cue(number)).selected, `cue ${number} to be selected`);
  }

  /** Waits until what has this name has the focus. */
  async untilFocused(name: string | RegExp): Promise<void> {
    await until(async () => fits(await this.focused(), name), `the focus to be on ${name}`);
  }

  /** The name of what has the focus, as it is told. */
  async focused(): Promise<string> {
    return this.editor.browser.execute(() => {
      const one = document.activeElement;
      const labels = one !== null && 'labels' in one ? [...((one as HTMLInputElement).labels ?? [])] : [];
      const name = one?.getAttribute('aria-label') ?? (labels.map((label) => label.textContent).join(' ') || one?.textContent) ?? '';
      return name.trim();
    });
  }

  /** What was said last to who listens. */
  async heard(): Promise<string> {
    return this.editor.browser.execute(() => [...document.querySelectorAll('.unseen[aria-live="polite"]')].map((one) => one.textContent).join(''));
  }

  /** Waits until words are said. */
  async untilHeard(words: string | RegExp): Promise<void> {
    let last = '';
    try {
      await until(async () => new RegExp(words).test((last = await this.heard())), `${words} to be said`);
    } catch (error) {
      throw new Error(`${String(error)}; said was "${last}"`);
    }
  }
}

function fits(found: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? found === wanted : wanted.test(found);
}
