import { CodedError } from '../../messages/errors';
import { isUnreadable } from '../store/folders';

/** An error as `import-unreadable` where it says that a chosen file is gone: it changed, or its disk was taken out. */
export function unreadable(error: unknown, path: string): unknown {
  return isUnreadable(error) ? new CodedError('import-unreadable', path, { detail: path, cause: error }) : error;
}
