import { composeReport } from '../../analysis/reporting/compose.ts';
import { writeReport } from '../../analysis/reporting/write.ts';
import { syntheticInputs } from '../unit/reporting/synthetic-inputs.ts';
import { districts, shareTable, years } from '../unit/reporting/synthetic-tables.ts';

/**
 * Times the two promises of the report area: a council deck in 10 s, a workbook of 60 tables in 15 s.
 * Run with `node test/bench/report.bench.ts`; ends with an error when a promise is broken.
 */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const bag = syntheticInputs();
const [first] = bag.measures;
if (first === undefined) throw new Error('an indicator expected');
const many = {
  ...bag,
  measures: Array.from({ length: 60 }, (_, index) => ({
    ...first,
    id: `m${index}`,
    tables: [
      shareTable({ id: `m${index}`, name: `指標${index + 1}`, base: 30, dimensions: [years, districts] }),
    ],
  })),
};

const results = [
  {
    what: 'council deck (pptx)',
    limit: 10,
    took: await seconds(() => writeReport(composeReport('council', bag), 'pptx')),
  },
  {
    what: 'annual workbook, 60 tables (xlsx)',
    limit: 15,
    took: await seconds(() => writeReport(composeReport('annual', many), 'xlsx')),
  },
  {
    what: 'annual report without browser (pdf)',
    limit: 15,
    took: await seconds(() => writeReport(composeReport('annual', many), 'pdf')),
  },
];
for (const { what, limit, took } of results) console.log(`${what}: ${took.toFixed(2)} s (limit ${limit} s)`);
if (results.some(({ limit, took }) => took > limit)) process.exitCode = 1;
