const links = /(?:[ \t]*<link rel="stylesheet"[^>]*>\r?\n?)+/;
const link = /[ \t]*<link rel="stylesheet"[^>]*>\r?\n?/g;

/**
 * Puts the stylesheets of a page in one order: what every page has, then what it shares with others by name, then its
 * own. The bundler orders those of chunks beside each other as they happen to be ready, so that two builds may differ.
 *
 * @param own name of the page's entry
 */
export function orderStylesheets(html: string, own: string): string {
  const rank = (text: string): number => {
    const name = /\/assets\/([^"]*)-[\w-]{8}\.css"/.exec(text)?.[1];
    return name === 'page' ? 0 : name === own ? 2 : 1;
  };
  return html.replace(links, (block) =>
    (block.match(link) ?? [])
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .join(''),
  );
}

/** The build plugin. Without Vite's own type, of which WXT and the tests have different versions. */
export function stylesheetOrder() {
  return {
    name: 'imaginex:stylesheet-order',
    apply: 'build' as const,
    transformIndexHtml: {
      order: 'post' as const,
      handler: (html: string, { chunk }: { chunk?: { name: string } | undefined }): string =>
        orderStylesheets(html, chunk?.name ?? ''),
    },
  };
}
