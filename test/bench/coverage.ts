/**
 * Do the intervals of a study hold the truth, and is a programme that does nothing called effective? Whole studies
 * (cohort, estimate, reading) on generated towns whose truth is known. Not part of `npm test`, which runs a few of
 * the same towns: `node test/bench/coverage.ts [--towns 500] [--from 1] [--people 1500]
 * [--only NAME,…]`, `--from` being the seed of the first town.
 */
import { parseArgs } from 'node:util';
import { runStudy, type StudyCandidate } from '../../analysis/studies/run.ts';
import { completed } from '../../analysis/studies/template-parts.ts';
import { studyTemplates } from '../../analysis/studies/templates.ts';
import { cohortTown, FACTS, TRUE_COST, TRUE_SBP } from '../integration/studies/cohort-town.ts';
import { STUDIES } from '../integration/studies/design-studies.ts';
import { designTown, NOTHING, TRUE } from '../integration/studies/design-town.ts';
import { warehouseOf } from '../support/towns.ts';

/** One outcome of one study in every town. */
interface Tally {
  towns: number;
  held: number;
  effective: number;
  bias: number;
  error: number;
  naive: number;
  naiveTowns: number;
  warned: number;
}

const { values } = parseArgs({
  options: {
    towns: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    people: { type: 'string', default: '1500' },
    only: { type: 'string', default: '' },
  },
});
const towns = Number(values.towns);
const from = Number(values.from);
const people = Number(values.people);
const only = values.only === '' ? undefined : values.only.split(',');
const tallies = new Map<string, Tally>();

function note(name: string, truth: number, result: StudyCandidate, outcome?: string): void {
  const found = result.effects.find(({ effect }) => outcome === undefined || effect.outcome === outcome)!;
  const { estimate, standardError, interval, scale } = found.effect;
  const none = scale.endsWith('ratio') ? 1 : 0;
  const scaled = (value: number) => (none === 1 ? Math.log(value) : value);
  const tally = tallies.get(name) ?? {
    towns: 0,
    held: 0,
    effective: 0,
    bias: 0,
    error: 0,
    naive: 0,
    naiveTowns: 0,
    warned: 0,
  };
  tally.towns += 1;
  tally.held += interval[0] <= truth && truth <= interval[1] ? 1 : 0;
  tally.effective += interval[0] > none || interval[1] < none ? 1 : 0;
  tally.bias += scaled(estimate) - scaled(truth);
  tally.error += standardError;
  const naive = result.alternatives.find(
    ({ effect }) => effect.method.startsWith('参加者の前後差') && effect.outcome === found.effect.outcome,
  );
  if (naive) {
    tally.naiveTowns += 1;
    tally.naive += naive.effect.interval[0] <= truth && truth <= naive.effect.interval[1] ? 1 : 0;
  }
  const reading = result.reading(result.effects.map(({ effect }) => effect)).join('');
  tally.warned += reading.includes('前後の変化をそのまま効果とみなすことはできません') ? 1 : 0;
  tallies.set(name, tally);
}

const options = { threshold: 10, source: '模擬' };
const wanted = (name: string) => only === undefined || only.includes(name);

async function cohorts(seed: number): Promise<void> {
  if (!wanted('cohort')) return;
  const town = await warehouseOf(cohortTown(seed, people));
  for (const [id, year] of [
    ['walking', 2022],
    ['letters', 2021],
  ] as const) {
    const study = { ...studyTemplates(FACTS).find((each) => each.id === id)!, trialYears: [year] };
    const result = await runStudy(town.warehouse, study, options);
    if (id === 'letters') note('cohort: letters (nothing)', 0, result, 'sbp');
    else {
      note('cohort: walking, blood pressure', TRUE_SBP, result, 'sbp');
      note('cohort: walking, costs', TRUE_COST, result, 'annual_cost');
    }
  }
  town.close();
}

const TRUTHS = [
  ['staggered', 'staggered'],
  ['threshold', 'threshold'],
  ['letter', 'letter'],
  ['campaign', 'campaign'],
  ['wedge', 'wedge'],
  ['dose', 'steps'],
  ['class', 'hazard'],
  ['series', 'series'],
] as const;

async function designs(seed: number): Promise<void> {
  for (const truth of [TRUE, NOTHING]) {
    const chosen = TRUTHS.filter(([name]) => wanted(name));
    if (chosen.length === 0) return;
    const town = await warehouseOf(
      designTown({ seed: seed + (truth === TRUE ? 0 : 100_000), people, truth }),
    );
    for (const [name, key] of chosen) {
      const result = await runStudy(town.warehouse, completed(STUDIES[name]!), options);
      note(
        `${name}${truth === TRUE ? '' : ' (nothing)'}`,
        truth[key],
        result,
        name === 'class' ? 'hazard' : undefined,
      );
      const later = result.sets.find(({ id }) => id === 'later_starts')?.effects[1];
      if (later)
        note(`${name}, later starters to the end${truth === TRUE ? '' : ' (nothing)'}`, truth[key], {
          ...result,
          effects: [later],
        });
    }
    town.close();
  }
}

const percent = (part: number, of: number) => (of === 0 ? '—' : `${((100 * part) / of).toFixed(1)} %`);
const started = performance.now();
for (let done = 1; done <= towns; done++) {
  await cohorts(from + done - 1);
  await designs(from + done - 1);
  if (done % 50 === 0)
    process.stderr.write(`${done} towns, ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}
console.log(`${towns} towns of ${people} people, from seed ${from}`);
for (const [name, tally] of [...tallies].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
  const { towns: n } = tally;
  console.log(
    `${name}: truth held ${percent(tally.held, n)}, no effect excluded ${percent(tally.effective, n)}, mean error ${(tally.bias / n).toPrecision(3)} (mean SE ${(tally.error / n).toPrecision(3)}), before–after alone holds the truth ${percent(tally.naive, tally.naiveTowns)}, reading warns ${percent(tally.warned, n)}`,
  );
}
