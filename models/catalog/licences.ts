/** A licence that weights come under. */
export interface Licence {
  /** As people know it, the same in every language. */
  readonly name: string;
  /** Whether it forbids commercial use. */
  readonly nonCommercial: boolean;
  /** Where its text is in the package. */
  readonly file: string;
}

/** By SPDX identifier, as the entries of the catalog name them. */
const licences: ReadonlyMap<string, Licence> = new Map([
  ['MIT', { name: 'MIT License', nonCommercial: false, file: 'licences/MIT.txt' }],
  ['BSD-3-Clause', { name: 'BSD 3-Clause License', nonCommercial: false, file: 'licences/BSD-3-Clause.txt' }],
  ['Apache-2.0', { name: 'Apache License 2.0', nonCommercial: false, file: 'licences/Apache-2.0.txt' }],
]);

/** What is known of a licence; nothing of those that no model of the catalog has. */
export function licenceOf(id: string): Licence | undefined {
  return licences.get(id);
}
