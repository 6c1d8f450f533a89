/**
 * The hosts that model files may come from: the hub and the storage hosts it redirects to.
 * The content security policy, the permissions and the store are all built from this constant.
 */
export const modelHosts = ['https://huggingface.co', 'https://*.hf.co'] as const;
