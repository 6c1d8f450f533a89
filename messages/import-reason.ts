/**
 * Why no tool can use a model: which sentence, and what it names. It travels as the detail of `import-no-tool`,
 * as text, and is put into words where the person's language is known.
 */
export const importReasons = [
  'no-input',
  'no-output',
  'input-type',
  'many-inputs',
  'many-outputs',
  'other-type',
  'no-shape',
  'takes-dimensions',
  'gives-dimensions',
  'takes-batch',
  'gives-batch',
  'takes-colours-last',
  'gives-colours-last',
  'takes-channels',
  'gives-channels',
  'fixed-size',
  'no-picture',
  'scale',
  'part-wants',
  'part-lacks',
  'no-label',
  'label-number',
  'preprocessor',
  'large-decoder',
  'no-latents',
] as const;
export type ImportReason = (typeof importReasons)[number];

const separator = '|';

/** @param values what the sentence names, as it is to be shown */
export function reasonDetail(reason: ImportReason, ...values: (string | number)[]): string {
  // Names of inputs are whatever their maker chose.
  return [reason, ...values.map((value) => String(value).replaceAll(separator, '/'))].join(separator);
}

/** `undefined` where the text is no reason. */
export function readReason(detail: string): { reason: ImportReason; values: string[] } | undefined {
  const [first, ...values] = detail.split(separator);
  const reason = importReasons.find((known) => known === first);
  return reason && { reason, values };
}
