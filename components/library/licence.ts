import type { Model } from '../../models/catalog/model';
import { licenceOf } from '../../models/catalog/licences';

/** What is said about the licence of a model. */
export interface ShownLicence {
  /** Its name; empty where none is stated. */
  name: string;
  nonCommercial: boolean;
  /** Address of its text in the package, where the package has it. */
  text: string | undefined;
  /** Whether only the hub says so: Imaginex has not looked at the model. */
  isStated: boolean;
}

/**
 * @param model of the catalog, or the person's own; licences of the latter are whatever the hub's tag says.
 */
export function shownLicence(model: Pick<Model, 'licence'>, isCatalog: boolean): ShownLicence {
  const known = licenceOf(model.licence);
  return {
    name: known?.name ?? model.licence,
    nonCommercial: known?.nonCommercial ?? /(?:^|[-_ ])nc(?:$|[-_ ])|non-?commercial/i.test(model.licence),
    text: known && `/${known.file.replace(/^\//, '')}`,
    isStated: !isCatalog && model.licence !== '',
  };
}
