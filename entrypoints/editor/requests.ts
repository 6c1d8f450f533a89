import { errorCode } from '../../messages/errors';
import { z } from '../../messages/zod';
import type { Lookup } from '../../platform/i18n';
import { sampleName } from '../../components/samples';
import type { EditorCommands } from '../../components/editor/commands';

const picture = z.uuid();

/**
 * Does what the address asks for: `#picture=<id>` claims a picture from the host's inbox,
 * `#sample=<name>` opens one that ships, `#error=<code>` says what went wrong elsewhere. The address
 * is cleaned at once, so that a reload or a restored session does not ask for a picture that is long
 * gone.
 */
export function takeRequests(commands: EditorCommands, strings: Lookup): void {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (fragment.size === 0) return;
  history.replaceState(null, '', location.pathname + location.search);
  const id = picture.safeParse(fragment.get('picture'));
  if (id.success) void commands.openWaiting(id.data);
  const sample = sampleName.safeParse(fragment.get('sample'));
  if (sample.success) void commands.openSample(sample.data, strings(`sample_${sample.data}`));
  const error = errorCode.safeParse(fragment.get('error'));
  if (error.success) commands.fail('open', error.data);
}
