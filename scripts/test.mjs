import { installOrExit, runTypeScript } from './support/dependencies.mjs';

// Plain Node up to here, so that `npm test` works in a clean clone.
installOrExit();
process.exit(runTypeScript('scripts/test.ts', process.argv.slice(2)));
