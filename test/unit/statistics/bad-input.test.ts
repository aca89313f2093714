/**
 * Every method and design of `effect` on data that cannot answer: a Japanese sentence that says what to do, or a
 * document whose numbers are all numbers.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { statisticsSentences } from '../../../analysis/messages/statistics.ts';
import { uniformStream } from '../../../analysis/statistics/random.ts';
import { effectCommand } from '../../../analysis/studies/table/command.ts';

type Row = Record<string, string | number>;
type Edit = (row: Row, i: number, n: number) => void;

const folder = mkdtempSync(join(tmpdir(), 'effect-bad-'));
let next = 0;

/** A usable town of `n` people; `edit` spoils it. */
function town(n: number, edit: Edit): string {
  const u = uniformStream(5, n);
  const rows = Array.from({ length: n }, (_, i): Row => {
    const age = Math.round(45 + 30 * u());
    const z = u() < 0.3 + (age - 45) / 90 ? 1 : 0;
    const x = Math.round(600 * (u() - 0.5)) / 100;
    const row: Row = {
      id: i % Math.max(1, Math.floor(n / 2)),
      z,
      age,
      sex: u() < 0.5 ? 'M' : 'F',
      x,
      town: `t${Math.floor(u() * 12)}`,
      y: (120 + 0.4 * age - 3 * z + 12 * (u() - 0.5)).toFixed(2),
      event: u() < 0.3 ? 1 : 0,
      count: Math.floor(u() * 6),
      cost: Math.round(1000 + 50_000 * u() * u()),
      spend: u() < 0.3 ? 0 : Math.round(1000 + 50_000 * u()),
      months: 1 + Math.floor(u() * 24),
      w: (0.5 + u()).toFixed(2),
      post: i % 2,
      t: i + 1,
      after: i >= n / 2 ? 1 : 0,
      year: 2019 + (i % 4),
      unit: `p${Math.floor(i / 4)}`,
      start: Math.floor(i / 4) % 3 === 0 ? 0 : 2020 + (Math.floor(i / 4) % 2),
    };
    edit(row, i, n);
    return row;
  });
  const headings = Object.keys(rows[0] ?? { z: 0 });
  const path = join(folder, `${next++}.csv`);
  writeFileSync(
    path,
    `${[headings.join(','), ...rows.map((r) => headings.map((h) => r[h]).join(','))].join('\n')}\n`,
  );
  return path;
}

const ADJUST = ['--covariates', 'age,sex', '--categorical', 'sex'];
const COHORT = ['--treatment', 'z', '--outcome', 'y', ...ADJUST];

const ANALYSES: Readonly<Record<string, readonly string[]>> = {
  'iptw ate': COHORT,
  'iptw att': [...COHORT, '--estimand', 'att'],
  'iptw ato': [...COHORT, '--estimand', 'ato'],
  'iptw truncated': [...COHORT, '--truncate', '0.05'],
  'iptw trimmed': [...COHORT, '--trim', '0.1'],
  'iptw binary': ['--treatment', 'z', '--outcome', 'event', ...ADJUST, '--family', 'binomial'],
  'iptw rate': [
    '--treatment',
    'z',
    '--outcome',
    'count',
    ...ADJUST,
    '--family',
    'poisson',
    '--offset',
    'months',
  ],
  'iptw clustered': [...COHORT, '--cluster', 'town'],
  'iptw sampling weights': [...COHORT, '--weights', 'w'],
  'iptw bootstrap': [...COHORT, '--bootstrap', '40'],
  aipw: [...COHORT, '--method', 'aipw'],
  'aipw overlap': [...COHORT, '--method', 'aipw', '--estimand', 'ato'],
  'aipw cross-fitted': [...COHORT, '--method', 'aipw', '--folds', '3'],
  'aipw binary': [
    '--treatment',
    'z',
    '--outcome',
    'event',
    ...ADJUST,
    '--family',
    'binomial',
    '--method',
    'aipw',
  ],
  'aipw flexible': [...COHORT, '--method', 'aipw', '--learner', 'boost', '--folds', '2'],
  dose: ['dose', '--outcome', 'y', '--dose', 'x', ...ADJUST],
  'dose rate': ['dose', '--outcome', 'count', '--dose', 'x', '--family', 'poisson', '--offset', 'months'],
  gcomp: [...COHORT, '--method', 'gcomp'],
  'gcomp binary': [
    '--treatment',
    'z',
    '--outcome',
    'event',
    ...ADJUST,
    '--family',
    'binomial',
    '--method',
    'gcomp',
  ],
  'gcomp gamma': [
    '--treatment',
    'z',
    '--outcome',
    'cost',
    ...ADJUST,
    '--family',
    'gamma',
    '--method',
    'gcomp',
  ],
  match: [...COHORT, '--method', 'match'],
  'match 3:1 reused': [...COHORT, '--method', 'match', '--ratio', '3', '--replace'],
  stratify: [...COHORT, '--method', 'stratify'],
  ebal: [...COHORT, '--method', 'ebal', '--estimand', 'att'],
  cbps: [...COHORT, '--method', 'cbps'],
  regression: [...COHORT, '--method', 'regression'],
  'regression wild': [...COHORT, '--method', 'regression', '--cluster', 'town', '--wild', '199'],
  'regression binary': [
    '--treatment',
    'z',
    '--outcome',
    'event',
    ...ADJUST,
    '--family',
    'binomial',
    '--method',
    'regression',
  ],
  'regression poisson': [
    '--treatment',
    'z',
    '--outcome',
    'count',
    ...ADJUST,
    '--family',
    'poisson',
    '--method',
    'regression',
  ],
  'regression negbin': [
    '--treatment',
    'z',
    '--outcome',
    'count',
    ...ADJUST,
    '--family',
    'negbin',
    '--method',
    'regression',
  ],
  'regression gamma': [
    '--treatment',
    'z',
    '--outcome',
    'cost',
    ...ADJUST,
    '--family',
    'gamma',
    '--method',
    'regression',
  ],
  gee: [...COHORT, '--method', 'regression', '--cluster', 'town', '--correlation', 'exchangeable'],
  cost: ['cost', '--treatment', 'z', '--outcome', 'spend', ...ADJUST],
  'did two periods': ['did', '--outcome', 'y', '--group', 'z', '--post', 'post', '--unit', 'id'],
  'did staggered': ['did', '--outcome', 'y', '--unit', 'unit', '--time', 'year', '--first-treated', 'start'],
  'did anticipated': [
    'did',
    '--outcome',
    'y',
    '--unit',
    'unit',
    '--time',
    'year',
    '--first-treated',
    'start',
    '--anticipation',
    '1',
  ],
  'did staggered adjusted': [
    'did',
    '--outcome',
    'y',
    '--unit',
    'unit',
    '--time',
    'year',
    '--first-treated',
    'start',
    '--covariates',
    'age',
  ],
  'its gaussian': [
    'its',
    '--outcome',
    'y',
    '--time',
    't',
    '--intervention',
    'after',
    '--family',
    'gaussian',
    '--harmonics',
    '1',
  ],
  'its poisson': [
    'its',
    '--outcome',
    'count',
    '--time',
    't',
    '--intervention',
    'after',
    '--family',
    'poisson',
    '--offset',
    'months',
    '--slope',
  ],
  'its chosen lag': ['its', '--outcome', 'count', '--time', 't', '--intervention', 'after', '--auto-lag'],
  'rdd continuity': ['rdd', '--outcome', 'y', '--running', 'x', '--cutoff', '0', '--covariates', 'age,w'],
  'its negbin': ['its', '--outcome', 'count', '--time', 't', '--intervention', 'after', '--family', 'negbin'],
  'rdd sharp': ['rdd', '--outcome', 'y', '--running', 'x', '--cutoff', '0'],
  'rdd fuzzy': ['rdd', '--outcome', 'y', '--running', 'x', '--cutoff', '0', '--treatment', 'z'],
  survival: ['survival', '--time', 'months', '--event', 'event', '--treatment', 'z', ...ADJUST],
  'survival weighted': [
    'survival',
    '--time',
    'months',
    '--event',
    'event',
    '--treatment',
    'z',
    ...ADJUST,
    '--weighting',
    'ate',
  ],
  trial: ['trial', '--outcome', 'y', '--arm', 'z', ...ADJUST],
  'trial arms': ['trial', '--outcome', 'event', '--arm', 'sex'],
  'trial clusters': ['trial', '--outcome', 'y', '--arm', 'z', '--cluster', 'town', ...ADJUST],
  'trial wedge': ['trial', '--outcome', 'y', '--arm', 'z', '--cluster', 'town', '--period', 'year'],
  'trial factors': ['trial', '--outcome', 'y', '--factors', 'z,post'],
  subgroups: [...COHORT, '--subgroups', 'sex,year'],
  'ebal bootstrap': [...COHORT, '--method', 'ebal', '--estimand', 'att', '--bootstrap', '20'],
  'match bootstrap': [...COHORT, '--method', 'match', '--bootstrap', '20'],
  'survival competing, weighted': [
    'survival',
    '--time',
    'months',
    '--event',
    'event',
    '--treatment',
    'z',
    ...ADJUST,
    '--weighting',
    'atm',
    '--competing',
  ],
  'survival competing': [
    'survival',
    '--time',
    'months',
    '--event',
    'event',
    '--treatment',
    'z',
    '--competing',
  ],
};

const all =
  (changes: Row): Edit =>
  (row) =>
    void Object.assign(row, changes);

const TROUBLES: Readonly<Record<string, readonly [rows: number, edit: Edit]>> = {
  'nothing wrong': [240, () => undefined],
  'one row': [1, () => undefined],
  'two rows': [2, () => undefined],
  'twelve rows': [12, () => undefined],
  'all treated': [120, all({ z: 1, group: 1 })],
  'nobody treated': [120, all({ z: 0 })],
  'one treated': [120, (row, i) => (row.z = i === 7 ? 1 : 0)],
  'three treated': [120, (row, i) => (row.z = i % 40 === 7 ? 1 : 0)],
  'no variation in any outcome': [120, all({ y: 5, event: 0, count: 0, cost: 5, spend: 5 })],
  'outcomes all one': [120, all({ y: 1, event: 1, count: 1, cost: 1, spend: 1 })],
  'no variation in covariates': [120, all({ age: 50, sex: 'F' })],
  'one arm without variation': [
    120,
    (row) => (row.z === 1 ? Object.assign(row, { y: 4, event: 0, count: 0, cost: 4, spend: 0 }) : row),
  ],
  'three events': [
    120,
    (row, i) => Object.assign(row, { event: i % 40 === 3 ? 1 : 0, count: i % 40 === 3 ? 1 : 0 }),
  ],
  'age decides the treatment': [120, (row) => (row.z = Number(row.age) > 60 ? 1 : 0)],
  'a level decides the treatment': [120, (row) => (row.sex = row.z === 1 ? 'M' : 'F')],
  'treatment copied into a covariate': [120, (row) => (row.age = row.z ?? 0)],
  'outcome decided by the treatment': [
    120,
    (row) => Object.assign(row, { event: row.z, y: row.z, count: row.z }),
  ],
  'text in every number column': [
    120,
    (row, i) =>
      i === 50 &&
      Object.assign(row, {
        y: 'abc',
        event: 'あり',
        count: '二',
        cost: '¥5',
        spend: '-',
        x: '以上',
        months: '1年',
        year: 'R5',
        t: 'x',
      }),
  ],
  'infinite values': [
    120,
    (row, i) =>
      i === 50 &&
      Object.assign(row, {
        y: 'Inf',
        event: 'Inf',
        count: 'Infinity',
        cost: '1e999',
        spend: 'Inf',
        x: 'inf',
        months: 'Inf',
        year: 'Inf',
        t: 'Inf',
      }),
  ],
  'NaN in many places': [
    120,
    (row, i) =>
      i % 3 === 0 &&
      Object.assign(row, {
        y: 'NaN',
        event: 'NA',
        age: '',
        x: '.',
        months: 'NULL',
        spend: 'nan',
        cost: '',
        count: '',
      }),
  ],
  'everything missing': [
    120,
    all({ y: '', event: '', count: '', cost: '', spend: '', months: '', x: '', age: '' }),
  ],
  'one cluster': [120, all({ town: 't0', unit: 'p0', id: 1 })],
  'two clusters': [120, (row, i) => Object.assign(row, { town: `t${i % 2}` })],
  'every person a cluster': [120, (row, i) => (row.town = `t${i}`)],
  'clusters equal the arms': [120, (row) => (row.town = `t${row.z}`)],
  'negative outcomes': [
    120,
    (row, i) =>
      i % 9 === 0 && Object.assign(row, { y: -3, event: -1, count: -1, cost: -5, spend: -5, months: -1 }),
  ],
  'zero weights, zero time': [
    120,
    (row, i) => Object.assign(row, { w: 0, months: i % 5 === 0 ? 0 : row.months }),
  ],
  'weights zero in one arm': [120, (row) => (row.w = row.z === 1 ? 0 : 1)],
  'huge numbers': [
    120,
    (row, i) =>
      Object.assign(row, {
        y: `${(i + 1) * 1.7}e300`,
        cost: `${(i + 1) * 1.7}e290`,
        spend: `${i * 1.7}e290`,
        age: `${i * 3 + 1}e200`,
      }),
  ],
  'one far outlier': [
    120,
    (row, i) => i === 5 && Object.assign(row, { y: 1e12, cost: 1e12, spend: 1e12, x: 1e9, age: 1e9 }),
  ],
  'one value of the running variable': [120, (row, i) => (row.x = i % 2 === 0 ? -1 : 1)],
  'nobody on one side': [120, (row) => (row.x = Math.abs(Number(row.x)) + 1)],
  'same time for all': [120, all({ t: 1, months: 6, year: 2020, post: 1, after: 1 })],
  'almost no change': [120, (row, i) => Object.assign(row, { y: 100 + i * 1e-13, age: 50 + i * 1e-13 })],
};

/** Places where null says "there is none" (documented), not "could not be computed". */
const NULLABLE =
  /^(?:ess|propensity|weights|crude|means|seRobust|ciRobust|density|preTrend|grayTest|subgroups\.\d+\.interaction|details\.caliper|balance\.\d+\.(?:meanTreatedAfter|meanControlAfter|after|afterAustin|varianceRatioAfter|varianceRatioBefore|before)|.*percentiles\..*|.*median.*)$/;

/** Paths of numbers that are not numbers. */
function holes(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (value === null) return NULLABLE.test(path) ? [] : [path];
  if (Array.isArray(value))
    return value.flatMap((v: unknown, i) => holes(v, path === '' ? `${i}` : `${path}.${i}`));
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([k, v]) => holes(v, path === '' ? k : `${path}.${k}`));
}

async function faultOf(args: readonly string[]): Promise<string | undefined> {
  try {
    const result = await effectCommand(args);
    const found = holes(result);
    return found.length === 0 ? undefined : `no number at ${found.join(', ')}`;
  } catch (error) {
    if (!(error instanceof UserIssue)) return `bug: ${String(error)}`;
    const sentence = statisticsSentences[error.code]?.(error.params) ?? '';
    if (!/[ぁ-ん].*。$/.test(sentence)) return `no sentence for ${error.code}`;
    return /NaN|undefined|Infinity/.test(sentence) ? `hole in the sentence: ${sentence}` : undefined;
  }
}

describe('data that cannot answer', () => {
  for (const [trouble, [rows, edit]] of Object.entries(TROUBLES)) {
    it(trouble, async () => {
      const path = town(rows, edit);
      const faults: string[] = [];
      for (const [name, args] of Object.entries(ANALYSES)) {
        const fault = await faultOf([...args, '--table', path]);
        if (fault !== undefined) faults.push(`${name}: ${fault}`);
      }
      expect(faults).toEqual([]);
    });
  }

  it('a town without trouble is answered by every method', async () => {
    const path = town(240, () => undefined);
    for (const args of Object.values(ANALYSES)) {
      const result = await effectCommand([...args, '--table', path]);
      expect(result).toHaveProperty('estimate');
    }
  });
});
