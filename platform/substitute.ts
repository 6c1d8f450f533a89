/** Puts substitutions in the place of `$1` … `$9`, as `browser.i18n` does; of those that are missing, nothing. */
export function substitute(message: string, substitutions: readonly string[]): string {
  return message.replace(/\$([1-9])/g, (_, index: string) => substitutions[Number(index) - 1] ?? '');
}
