import { buildIfNeeded } from './builds';

/** Runs once before the end-to-end tests: they use the packages as they ship. */
export default function setup(): void {
  buildIfNeeded('chromium');
  buildIfNeeded('firefox');
}
