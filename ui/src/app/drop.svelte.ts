/** Files over the window. */
class Drop {
  /** Files are being held over the window. */
  over = $state(false);
}

/** Dropping files. */
export const drop = new Drop();
