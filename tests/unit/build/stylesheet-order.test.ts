import { expect, test } from 'vitest';
import { orderStylesheets } from '../../../scripts/build/stylesheet-order';

const style = (name: string) => `    <link rel="stylesheet" crossorigin href="/assets/${name}.css">\n`;
const page = (...names: string[]) => `<head>\n    <title>x</title>\n${names.map(style).join('')}  </head>`;
const [base, keys, library, own] = ['page-C4eMhHQd', 'key-label-BZNDSbYh', 'library-connection-Dbh-mWTO', 'editor-t_aBP6y2'] as const;

test.each([
  [base, keys, library, own],
  [base, library, keys, own],
  [own, library, base, keys],
])('stylesheets have one order, whatever the bundler gave: %s, %s, %s, %s', (...names) => {
  expect(orderStylesheets(page(...names), 'editor')).toBe(page(base, keys, library, own));
});

test('a page without them stays as it is', () => {
  expect(orderStylesheets(page(), 'editor')).toBe(page());
  expect(orderStylesheets(page(keys), 'editor')).toBe(page(keys));
});
