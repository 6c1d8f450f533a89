/**
 * The hosts that model files may come from: the hub and the storage hosts it redirects to. The content
 * security policy is built from it and lets nothing else be reached; nothing fetches from them yet.
 */
export const modelHosts = ['https://huggingface.co', 'https://*.hf.co'] as const;
