import { Key } from 'webdriverio';
import { until } from './driver.ts';
import type { Editor } from './editor.ts';

/** What of the editor's window is about the services, by what a person sees and does in it. */
export class Queue {
  constructor(private readonly editor: Editor) {}

  private get browser(): WebdriverIO.Browser {
    return this.editor.browser;
  }

  /** Chooses the request or order of a number, once it is listed. */
  async choose(number: string): Promise<void> {
    const filter = this.browser.$('input[aria-label^="Filter by title"]');
    await filter.waitForExist({ timeout: 30_000 });
    await filter.setValue(number);
    const rows = () => this.browser.$$('[role="grid"][aria-label="Requests and orders"] [data-place]').getElements();
    await until(async () => {
      // Other numbers may hold this one.
      for (const row of await rows()) {
        await row.$('[data-cell="0"]').click();
        if (await this.detailsSay(number)) return true;
      }
      return false;
    }, `${number} to be listed`, 60_000);
  }

  private detailsSay(number: string): Promise<boolean> {
    return this.browser.execute((number: string) => {
      const shown = document.querySelector('section[aria-label="Chosen request or order"] dl');
      return [...(shown?.querySelectorAll('dd') ?? [])].some((one) => one.textContent === number);
    }, number);
  }

  /** Lists requests and orders of every state. */
  async showEveryState(): Promise<void> {
    const state = this.browser.$('select[aria-label="State"]');
    await state.waitForExist();
    await state.selectByVisibleText('Every state');
  }

  /** Presses the button of a dialog that sends, once it may be pressed, and waits until the dialog has gone. */
  async send(verb: string): Promise<void> {
    const dialog = await this.editor.dialog();
    const button = dialog.$('button.primary');
    await until(async () => (await button.getText()) === verb && (await button.isEnabled()), `"${verb}" to be possible`);
    await button.click();
    await dialog.waitForExist({ reverse: true, timeout: 30_000 });
  }

  /** Chooses what stands beside these words in the open dialog. */
  async tick(words: string): Promise<void> {
    await this.editor.dialog();
    const clicked = await this.browser.execute((words: string) => {
      const labels = document.querySelectorAll('[role="dialog"] label.check');
      const label = [...labels].find((one) => one.textContent?.trim().startsWith(words));
      label?.querySelector('input')?.click();
      return label !== undefined;
    }, words);
    if (!clicked) throw new Error(`the dialog has no choice "${words}"`);
  }

  /** Presses a button of the dialog that is open, or of the page that is shown, by its words. */
  async press(words: string): Promise<void> {
    const pressed = () =>
      this.browser.execute((words: string) => {
        const dialog = document.querySelector('[role="dialog"]');
        const buttons = (dialog ?? document).querySelectorAll<HTMLButtonElement>(dialog ? 'button:not([disabled])' : 'main button:not([disabled])');
        const button = [...buttons].find((one) => one.textContent?.trim() === words && one.closest('[inert]') === null);
        button?.click();
        return button !== undefined;
      }, words);
    await until(pressed, `the button "${words}"`);
  }

  /** Waits until so many items of the outbox stand under a heading. */
  async untilStanding(heading: string, count: number): Promise<void> {
    const standing = () => this.browser.execute((heading: string) => document.querySelectorAll(`ul[aria-label="${heading}"] > [data-item]`).length, heading);
    await until(async () => (await standing()) === count, `${count} items under "${heading}"`, 120_000);
  }

  /** Has the service looked at for what was sent, instead of waiting until that is due. */
  async lookNow(): Promise<void> {
    await this.press('Look now (50 units)');
  }

  /** Waits until a command can be run, as the palette shows it. */
  async untilCan(title: string): Promise<void> {
    const field = await this.editor.palette(title);
    const isOffered = () =>
      this.browser.execute((title: string) => {
        const option = document.querySelector('[aria-label="Commands"] [aria-selected="true"]');
        return option?.querySelector('.title')?.textContent === title && option.getAttribute('aria-disabled') !== 'true';
      }, title);
    await until(isOffered, `the command "${title}" to be possible`, 60_000);
    await this.editor.press(Key.Escape);
    await field.waitForExist({ reverse: true });
  }

  /** Waits until the project has so many tracks. */
  async untilTracks(count: number): Promise<void> {
    await this.browser.$('.track-chip').click();
    // Beside the tracks stand three commands.
    const shown = () => this.browser.$$('.menu .menu-item').length;
    await until(async () => (await shown()) === count + 3, `${count} tracks`);
    await this.editor.press(Key.Escape);
  }

  /** Tells the window, as the system does, that there is a network again. */
  async networkIsBack(): Promise<void> {
    await this.browser.execute(() => window.dispatchEvent(new Event('online')));
  }
}
