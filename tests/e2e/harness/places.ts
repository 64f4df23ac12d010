import { join, resolve } from 'node:path';

/** The checkout that is tested. */
export const CHECKOUT = resolve(import.meta.dirname, '../../..');
/** The sample programme's folder. */
export const SAMPLE = join(CHECKOUT, 'assets/sample');
/** Where screenshots go, and what the windows print. */
export const PICTURES = join(CHECKOUT, 'target/e2e');
