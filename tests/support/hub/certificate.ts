import { generate } from 'selfsigned';

/** A certificate for these names with its key, made for this run alone. */
export async function certificateFor(names: readonly string[]): Promise<{ cert: string; key: string }> {
  const [commonName = 'localhost'] = names;
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value }) as const) },
    ],
  });
  return { cert: made.cert, key: made.private };
}
