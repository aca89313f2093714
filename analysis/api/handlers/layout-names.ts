import { layoutById } from '../../intake/layouts/index.ts';
import { INSURER_CLAIMS_LAYOUT, UKE_LAYOUTS } from '../../intake/recognise.ts';

const RECEIPTS = [...Object.values(UKE_LAYOUTS), INSURER_CLAIMS_LAYOUT];

/** The Japanese name of a layout; the id itself for one that this version no longer knows. */
export function layoutNameOf(id: string): string {
  return layoutById(id)?.name ?? RECEIPTS.find((layout) => layout.id === id)?.name ?? id;
}
