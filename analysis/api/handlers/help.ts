import { describeMeasure } from '../../measures/catalogue.ts';
import { NOT_COMPUTED } from '../../measures/not-computed.ts';
import { GLOSSARY } from '../../messages/glossary.ts';
import type { Handlers } from './handler.ts';
import { measuresAsImported } from './measures.ts';

/** General terms first, then every measure as its definition explains it, then what is not computed and why. */
export const helpHandlers: Pick<Handlers, 'help.glossary'> = {
  'help.glossary': async ({ workspaces: { current } }) => ({
    entries: [
      ...GLOSSARY,
      ...(await measuresAsImported(current, current?.ownMeasures().definitions ?? []))
        .map(describeMeasure)
        .map(entryOf),
      ...NOT_COMPUTED.map(({ name, source, reason }) => ({
        term: name,
        reading: '',
        definition: `この製品では求めない指標。${reason}`,
        formula: '',
        denominator: '',
        source,
        caveat: '',
      })),
    ],
  }),
};

function entryOf(measure: ReturnType<typeof describeMeasure>) {
  return {
    term: measure.name,
    reading: '',
    definition: `${measure.familyName}の指標。${measure.periodRule}。${measure.ageRule}。`,
    formula: `${measure.numerator} ÷ ${measure.denominator}（単位 ${measure.unit}）`,
    denominator: measure.denominator,
    source: measure.source,
    caveat: [measure.smallNumberRule, ...measure.caveats].join(' '),
  };
}
