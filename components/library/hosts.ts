import { modelHosts } from '../../models/store/hosts';

const names = modelHosts.map((host) => host.replace(/^https:\/\//, ''));

/** The host that is asked for models, as the person knows it. */
export const hubHost: string = names[0] ?? '';

/** Those that it may send the bytes from. */
export const storageHosts: string = names.slice(1).join(', ');
