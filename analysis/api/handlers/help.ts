import { describeMeasure, listMeasures } from '../../measures/catalogue.ts';
import { GLOSSARY } from '../../messages/glossary.ts';
import type { Handlers } from './handler.ts';

/** General terms first, then every measure as its definition explains it. */
export const helpHandlers: Pick<Handlers, 'help.glossary'> = {
  'help.glossary': async ({ workspaces }) => ({
    entries: [...GLOSSARY, ...measureEntries(workspaces.current?.ownMeasures().definitions)],
  }),
};

function measureEntries(own: Parameters<typeof listMeasures>[0]) {
  return listMeasures(own)
    .map(describeMeasure)
    .map((measure) => ({
      term: measure.name,
      reading: '',
      definition: `${measure.familyName}の指標。${measure.periodRule}。${measure.ageRule}。`,
      formula: `${measure.numerator} ÷ ${measure.denominator}（単位 ${measure.unit}）`,
      denominator: measure.denominator,
      source: measure.source,
      caveat: measure.caveats.join(' '),
    }));
}
