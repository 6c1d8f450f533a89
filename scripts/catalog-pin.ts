import { parseArgs } from 'node:util';
import { pinEntries } from './support/pin';

/**
 * Pins the models of the catalog to what the hub has now:
 *
 *     npm run catalog:pin
 *
 * `--hub` names another origin that answers like the hub, `--entries` another folder of entries.
 */
const { values } = parseArgs({
  options: {
    hub: { type: 'string', default: 'https://huggingface.co' },
    entries: { type: 'string', default: 'models/catalog/entries' },
  },
});

const problems = await pinEntries(values.entries, values.hub);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
