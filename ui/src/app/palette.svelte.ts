/** Whether the command palette is shown. */
class Palette {
  /** Shown now. */
  open = $state(false);

  /** Shows it. */
  show(): void {
    this.open = true;
  }
}

/** The palette of the window. */
export const palette = new Palette();
