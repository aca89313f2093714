import { describeMeasure, listMeasures } from '../../measures/catalogue.ts';
import type { Handlers } from './handler.ts';

export const helpHandlers: Pick<Handlers, 'help.glossary'> = {
  'help.glossary': async () => ({
    entries: listMeasures()
      .map(describeMeasure)
      .map((measure) => ({
        term: measure.name,
        reading: '',
        definition: `${measure.denominator}のうち、${measure.numerator}`,
        formula: '分子÷分母',
        denominator: measure.denominator,
        source: measure.source,
        caveat: measure.caveats.join(' '),
      })),
  }),
};
