import { Key } from 'webdriverio';
import { App, type Start } from './app.ts';
import { until } from './driver.ts';

/** A row of the cue list, as it reads on the screen. */
export interface ShownCue {
  number: number;
  in: string;
  out: string;
  text: string;
  selected: boolean;
}

/** The editor's window, by what a person sees and does in it. */
export class Editor {
  constructor(readonly app: App) {}

  /** Opens the editor and waits until its window is drawn. */
  static async launch(start: Start = {}): Promise<Editor> {
    return new Editor(await App.launch(start)).drawn();
  }

  /** Kills the editor and opens it again. */
  async restart(start: Start = {}): Promise<Editor> {
    return new Editor(await this.app.restart(start)).drawn();
  }

  get browser(): WebdriverIO.Browser {
    return this.app.browser;
  }

  private async drawn(): Promise<this> {
    await this.browser.$('[data-testid="window"]').waitForExist({ timeout: 30_000 });
    return this;
  }

  /** Runs a command by its title through the palette. */
  async run(title: string): Promise<void> {
    const field = await this.palette(title);
    const isChosen = () =>
      this.browser.execute(
        (title: string) => document.querySelector('[aria-label="Commands"] [aria-selected="true"] .title')?.textContent === title,
        title,
      );
    await until(isChosen, `the command "${title}" to be found`);
    await this.browser.keys(Key.Enter);
    await field.waitForExist({ reverse: true });
  }

  /** Opens the palette, types the title of a command, and answers its field. */
  async palette(title: string): Promise<ChainablePromiseElement> {
    const field = this.browser.$('[role="combobox"][aria-label="Command"]');
    // A key that comes before the window listens is lost.
    await until(async () => {
      await this.browser.keys([Key.Control, Key.Shift, 'p']);
      return field.waitForExist({ timeout: 3_000 }).catch(() => false);
    }, 'the palette');
    // WebDriver types ASCII only; the letters before the ellipsis are enough.
    await field.setValue(title.replace(/[^ -~].*$/, ''));
    return field;
  }

  /** Presses keys together: the last one with the ones before it held. */
  async press(...keys: string[]): Promise<void> {
    await this.browser.keys(keys);
  }

  /** How many cues the list has. */
  async count(): Promise<number> {
    const rows = await this.browser.$('[role="grid"][aria-label="Cues"]').getAttribute('aria-rowcount');
    return Number(rows) - 1;
  }

  /** The cues in sight. */
  async cues(): Promise<ShownCue[]> {
    return this.browser.execute(() => {
      const rows = document.querySelectorAll('[role="grid"][aria-label="Cues"] [data-row]');
      const shown = [...rows].map((row) => {
        const cell = (column: number) => row.querySelector(`[data-column="${column}"]`);
        const lines = [...(cell(5)?.querySelectorAll('.line') ?? [])].map((line) => line.textContent ?? '');
        return {
          number: Number(cell(0)?.textContent),
          in: cell(1)?.textContent?.trim() ?? '',
          out: cell(2)?.textContent?.trim() ?? '',
          text: lines.join('\n'),
          selected: row.getAttribute('aria-selected') === 'true',
        };
      });
      return shown.sort((a, b) => a.number - b.number);
    });
  }

  /** One cue in sight by its number. */
  async cue(number: number): Promise<ShownCue> {
    const found = (await this.cues()).find((cue) => cue.number === number);
    if (found === undefined) throw new Error(`cue ${number} is not in sight`);
    return found;
  }

  /** Selects a cue in the list with the mouse. */
  async select(number: number): Promise<void> {
    await this.browser.$(`[role="grid"][aria-label="Cues"] [aria-rowindex="${number + 1}"] [data-column="0"]`).click();
    await until(async () => (await this.cue(number)).selected, `cue ${number} to be selected`);
  }

  /** Waits until a condition on the cues in sight holds, and answers them. */
  async untilCues(holds: (cues: ShownCue[]) => boolean, what: string): Promise<ShownCue[]> {
    let seen: ShownCue[] = [];
    try {
      await until(async () => holds((seen = await this.cues())), what);
    } catch (error) {
      throw new Error(`${String(error)}; the list shows ${JSON.stringify(seen)}`);
    }
    return seen;
  }

  /** Waits until the window says that every edit is saved. */
  async saved(): Promise<void> {
    await this.untilText('every edit saved');
  }

  /** Waits until words are on the screen. */
  async untilText(words: string): Promise<void> {
    const isThere = () => this.browser.execute((words: string) => document.body.innerText.includes(words), words);
    await until(isThere, `"${words}" to be on the screen`);
  }

  /** Puts the playhead on a timecode by typing it. */
  async goTo(timecode: string): Promise<void> {
    const field = this.browser.$('input[aria-label^="Playhead"]');
    await field.click();
    await field.setValue(timecode);
    await this.browser.keys(Key.Enter);
    await until(async () => (await this.playhead()) === timecode, `the playhead to be at ${timecode}`);
  }

  /** The playhead's timecode. */
  async playhead(): Promise<string> {
    return this.browser.$('input[aria-label^="Playhead"]').getValue();
  }

  /** Waits until the media can be drawn. */
  async mediaReady(): Promise<void> {
    const ready = () => this.browser.execute(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
    await until(ready, 'the media to be loaded', 30_000);
  }

  /** The media's clock in seconds. */
  async mediaTime(): Promise<number> {
    return this.browser.execute(() => document.querySelector('video')?.currentTime ?? Number.NaN);
  }

  /** Replaces the text of the selected cue by typing; rows are divided by line feeds. */
  async type(text: string): Promise<void> {
    await this.textField().click();
    await this.browser.keys([Key.Control, 'a']);
    await this.typeHere(text);
  }

  /** Types where the caret is. */
  async typeHere(text: string): Promise<void> {
    for (const [index, row] of text.split('\n').entries()) {
      if (index > 0) await this.browser.keys(Key.Enter);
      if (row === '') continue;
      const keys = this.browser.action('key');
      for (const letter of row) keys.down(letter).up(letter);
      await keys.perform();
    }
  }

  /** The field that holds the selected cue's text. */
  textField(): ChainablePromiseElement {
    return this.browser.$('[role="textbox"][aria-label="Text of the cue"]');
  }

  /** Exports the track that is shown to these formats, by their names; paths come from the scripted dialogs. */
  async export(...formats: string[]): Promise<void> {
    await this.run('Export captions…');
    await this.dialog();
    await this.chooseFormats(formats);
    await this.submit();
  }

  /** The dialog that is open. */
  async dialog(): Promise<ChainablePromiseElement> {
    const dialog = this.browser.$('[role="dialog"]');
    await dialog.waitForExist();
    return dialog;
  }

  /** Presses the button that does what the open dialog is for, once it may be pressed, and waits until the dialog has gone. */
  async submit(): Promise<void> {
    const dialog = await this.dialog();
    const button = dialog.$('button.primary');
    await button.waitForEnabled();
    await button.click();
    await dialog.waitForExist({ reverse: true });
  }

  /** Types into the field of the open dialog that this label names. */
  async fill(label: string, text: string): Promise<void> {
    const dialog = await this.dialog();
    await dialog.$(`aria/${label}`).setValue(text);
  }

  /** Opens the dialog of profiles and chooses one. */
  async chooseProfile(name: string): Promise<void> {
    await this.run('Choose the profile of this track\u2026');
    await this.fill('Search profiles', name);
    await this.press(Key.ArrowDown);
    await this.untilText(' rules');
  }

  /** Ticks these formats in the open dialog, and no others. */
  async chooseFormats(formats: string[]): Promise<void> {
    const boxes = this.browser.$$('[role="dialog"] fieldset label.check');
    await until(async () => (await boxes.length) > 0, 'the formats to be listed');
    for (const box of await boxes.getElements()) {
      const name = await box.$('span').getText();
      const ticked = await box.$('input').isSelected();
      if (ticked !== formats.includes(name)) await box.$('input').click();
    }
  }
}

type ChainablePromiseElement = ReturnType<WebdriverIO.Browser['$']>;
