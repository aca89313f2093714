import { DEFAULTS, generateSample } from '../../../sample-data/generate.ts';
import { outputFolder } from '../inputs.ts';
import { progressLine } from '../io.ts';
import { numberText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

const MOST_PEOPLE = 1_000_000;

export const sample: Verb = {
  verb: 'sample',
  summary: '架空の自治体のファイル一式を実際の様式で書き出します。',
  usage: 'sample --out DIR [--people N] [--years Y] [--seed S] [--json]',
  options: { out: 'value', people: 'value', years: 'value', seed: 'value', json: 'flag' },
  run: async (args, io) => {
    const numbers = {
      people: args.whole('people', 1, MOST_PEOPLE) ?? DEFAULTS.people,
      years: args.whole('years', 1, 10) ?? DEFAULTS.years,
      seed: args.whole('seed', 0, 2 ** 31 - 1) ?? DEFAULTS.seed,
    };
    const line = progressLine(io);
    const summary = await generateSample({
      ...numbers,
      out: outputFolder(args.required('out')),
      signal: io.signal,
      onProgress: ({ people, of }) => line.show({ phase: '見本を書き出しています', done: people, total: of }),
    });
    line.clear();
    present(io, args.flag('json'), summary, () => {
      const { firstFiscalYear, lastFiscalYear, files, bytes, people } = summary;
      const megabytes = numberText(bytes / 1e6, 1);
      return `${numberText(people, 0)}人・${firstFiscalYear}～${lastFiscalYear}年度の見本を ${files.length} 個のファイル（${megabytes} MB）に書き出しました。仕込んだ効果は truth.json にあります。`;
    });
  },
};
