import { installDependencies, runTypeScript } from './support/dependencies.mjs';

// Plain Node up to here, so that `npm test` works in a clean clone.
installDependencies();
process.exit(runTypeScript('scripts/test.ts', process.argv.slice(2)));
