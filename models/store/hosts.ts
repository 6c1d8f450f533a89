/** Where models are asked for: the hub, which redirects to storage hosts. */
export const hub = 'https://huggingface.co';

/**
 * The hosts that model files may come from: the hub and the storage hosts it redirects to. The content
 * security policy is built from it and lets nothing else be reached, and answers from elsewhere are refused.
 */
export const modelHosts = [hub, 'https://*.hf.co'] as const;

/** Whether an address is on one of the model hosts. */
export function isModelHost(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  return modelHosts.some((listed) => {
    const [scheme, host = ''] = listed.split('//');
    if (scheme !== protocol || port !== '') return false;
    return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
  });
}

/** The address of a file in a repository at one commit. */
export function fileAddress(repo: string, commit: string, path: string): string {
  return `${hub}/${repo}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
