import type { Device } from '../../../../messages/editor-port';
import type { Differences } from '../../../../scripts/support/compare-case';
import type { ConformanceCase } from '../../../../scripts/support/conformance-case';

/** A case to run, with the paths of its checkpoint's files below its folder. */
export interface CaseRequest {
  recorded: ConformanceCase;
  paths: readonly string[];
  backend: Device['backend'];
}

export type CaseReply = { ok: true; differences: Differences } | { ok: false; message: string };
