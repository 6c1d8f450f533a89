import { installDependencies, runTypeScript } from './support/dependencies.mjs';

// Plain Node up to here, so that `npm run demo` works in a clean clone.
try {
  installDependencies();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.exit(runTypeScript('scripts/demo.ts', process.argv.slice(2)));
