import { repositoryId } from '../../models/catalog/model';

const hubHosts = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);

/** First parts of addresses of the hub that lead to something else than a repository of models. */
const otherThings = new Set(['datasets', 'spaces', 'docs', 'blog', 'collections', 'papers', 'api', 'models', 'organizations']);

/**
 * The repository that somebody means who types `owner/name`, or pastes the address of one of its pages.
 * `undefined` where it is neither.
 */
export function parseRepository(text: string): string | undefined {
  const trimmed = text.trim();
  const path = pathOnHub(trimmed) ?? trimmed;
  const parts = path.split('/').filter((part) => part !== '');
  const [owner, name] = parts;
  if (owner === undefined || name === undefined || otherThings.has(owner)) return undefined;
  // More parts than two are the inside of a repository, which only an address names.
  if (path === trimmed && parts.length > 2) return undefined;
  const parsed = repositoryId.safeParse(`${owner}/${name}`);
  return parsed.success ? parsed.data : undefined;
}

/** The path of an address of the hub, with or without its scheme. */
function pathOnHub(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname } = new URL(address);
  return hubHosts.has(hostname) ? pathname : undefined;
}
