/** The extension API, imported here and nowhere else; the same names in Chrome and Firefox. */
export { browser, type Browser } from 'wxt/browser';
