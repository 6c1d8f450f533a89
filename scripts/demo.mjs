import { installOrExit, runTypeScript } from './support/dependencies.mjs';

// Plain Node up to here, so that `npm run demo` works in a clean clone.
installOrExit();
process.exit(runTypeScript('scripts/demo.ts', process.argv.slice(2)));
