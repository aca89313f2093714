import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseDistribution,
  releaseStudy,
  releaseSurvival,
  type StudyCandidate,
} from '../../../analysis/disclosure/index.ts';
import { ALL_RULES, type RuleSwitches } from '../../../analysis/disclosure/release/options.ts';
import { releaseTable } from '../../../analysis/disclosure/release/table.ts';
import type { LifeStep } from '../../../analysis/disclosure/survival/steps.ts';
import type { CandidateTable, Column, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { costTable } from './cost-kinds.ts';
import { keyText } from './people-keys.ts';
import { context, effectOf, study } from './study-parts.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from './town-table.ts';

/**
 * Every rule has an attack that succeeds without it. Attacks are plain arithmetic on released tables; an
 * attack returns true when it got a protected number back.
 */
const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'd'.repeat(64);

type Attack = (rules: RuleSwitches) => Promise<boolean>;

async function release(table: CandidateTable, rules: RuleSwitches): Promise<ReleasedTable> {
  return (await releaseTable(table, policy, emptyLedger(SOURCE), { rules })).statistic;
}

/** The printed number of a cell, undefined where it is hidden. */
function read(table: ReleasedTable, code: string, column: string): number | undefined {
  const at = table.columns.findIndex((each) => each.id === column);
  const cell = table.rows.find((row) => row.at[0] === code)!.cells[at]!;
  return cell.state === 'shown' ? cell.value : undefined;
}

function difference(a: number | undefined, ...parts: (number | undefined)[]): number | undefined {
  if (a === undefined || parts.includes(undefined)) return undefined;
  return parts.reduce<number>((rest, part) => rest - part!, a);
}

const ages = [flat('age', ['a', 'b', 'c'])];
const counts = (
  values: Record<string, number[]>,
  columns: Column[] = [PERSONS],
  finish?: (s: readonly number[]) => (number | null)[],
) =>
  withMargins(
    ages,
    columns,
    Object.entries(values).map(([code, list]) => ({ at: [code], values: list })),
    finish,
  );

const yen: Column = { id: 'yen', label: '医療費', kind: 'sum', of: 'n', unit: '円', decimals: 0 };
const costs = () => {
  const table = counts({ a: [40, 4000], b: [100, 9000], c: [100, 9500] }, [PERSONS, yen]);
  return {
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      contributions: { yen: row.at[0] === 'a' ? [3700, 20, 10] : [200, 190, 180] },
    })),
  };
};

const sd: Column = {
  id: 'sd',
  label: '標準偏差',
  kind: 'derived',
  from: ['n'],
  formula: 'sd',
  unit: 'mmHg',
  decimals: 1,
};
const shares = (n: readonly number[]) => [n[0]!, n[1]!, (100 * n[1]!) / n[0]!];

const ATTACKS: Record<keyof RuleSwitches, Attack> = {
  threshold: async (rules) =>
    read(await release(counts({ a: [4], b: [60], c: [70] }), rules), 'a', 'n') === 4,
  secondary: async (rules) => {
    const table = await release(counts({ a: [4], b: [60], c: [70] }), rules);
    return difference(read(table, 'T', 'n'), read(table, 'b', 'n'), read(table, 'c', 'n')) === 4;
  },
  close: async (rules) => {
    const table = (id: string, persons: number): CandidateTable => {
      const whole = counts({ a: [50, persons], b: [100, 50], c: [100, 40] }, [PERSONS, EXAMINED]);
      const keyed = { people: { n: keyText(0, 50), k: keyText(0, persons) } };
      const rows = whole.rows.map((row) => (row.at[0] === 'a' ? { ...row, ...keyed } : row));
      return { ...whole, id, rows };
    };
    const [wide, narrow] = [table('first_interview', 29), table('completed', 24)];
    const first = await releaseTable(wide, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first, wide)] };
    const second = await releaseTable(narrow, policy, ledger, { rules });
    return difference(read(first.statistic, 'a', 'k'), read(second.statistic, 'a', 'k')) === 5;
  },
  complement: async (rules) => {
    const table = await release(
      counts({ a: [100, 96], b: [100, 50], c: [100, 40] }, [PERSONS, EXAMINED]),
      rules,
    );
    return difference(read(table, 'a', 'n'), read(table, 'a', 'k')) === 4;
  },
  remainder: async (rules) => {
    const table = counts({ a: [100], b: [90], c: [80] });
    const rows = table.rows.map((row) => ({ ...row, values: row.at[0] === 'T' ? [274] : row.values }));
    const released = await release({ ...table, rows }, rules);
    return (
      difference(read(released, 'T', 'n'), ...['a', 'b', 'c'].map((code) => read(released, code, 'n'))) === 4
    );
  },
  fullCells: async (rules) => {
    const table = await release(
      counts({ a: [40, 40], b: [100, 50], c: [100, 40] }, [PERSONS, EXAMINED]),
      rules,
    );
    return read(table, 'a', 'k') === 40;
  },
  dominance: async (rules) => read(await release(costs(), rules), 'a', 'yen') === 4000,
  sums: async (rules) => {
    const table = await release(costs(), rules);
    return difference(read(table, 'T', 'yen'), read(table, 'b', 'yen'), read(table, 'c', 'yen')) === 4000;
  },
  derived: async (rules) => {
    // The mean of one person is his value.
    const mean: Column = { ...sd, id: 'mean', label: '平均', formula: 'mean' };
    const table = await release(
      counts({ a: [1], b: [90], c: [80] }, [PERSONS, mean], ([n]) => [n!, 128.4]),
      rules,
    );
    return read(table, 'a', 'mean') === 128.4;
  },
  multiplied: async (rules) => {
    // The share of those who were not examined names only its base.
    const others: Column = { ...SHARE, id: 'others', from: ['n'] };
    const table = await release(
      counts({ a: [100, 4], b: [100, 50], c: [100, 40] }, [PERSONS, EXAMINED, others], ([n, k]) => [
        n!,
        k!,
        (100 * (n! - k!)) / n!,
      ]),
      rules,
    );
    const share = read(table, 'a', 'others');
    return share !== undefined && Math.round((1 - share / 100) * 100) === 4;
  },
  strata: async (rules) => {
    // Ages a and b are hidden; their sum and the mean of the rates of the ages, a third each, give a back.
    const cases = { a: [100, 5], b: [200, 12], c: [100, 50] };
    const table = await release(counts(cases, [PERSONS, EXAMINED]), rules);
    const adjusted: Column = { ...SHARE, id: 'adjusted', formula: 'standardised', ofStrata: 'age' };
    const whole: CandidateTable = {
      ...counts(cases, [PERSONS, EXAMINED, adjusted], ([n, k]) => [n!, k!, (100 / 3) * (0.05 + 0.06 + 0.5)]),
      dimensions: [{ id: 'all', label: '全体', partition: false, levels: [{ code: 'T', label: '計' }] }],
    };
    const strata = Object.values(cases).map(([persons, k]) => ({ persons: persons!, cases: k! }));
    const rows = whole.rows.flatMap((row) =>
      row.at[0] === 'T' ? [{ ...row, strata: { age: strata } }] : [],
    );
    const rate = read(await release({ ...whole, rows }, rules), 'T', 'adjusted');
    const rest = difference(read(table, 'T', 'k'), read(table, 'c', 'k'));
    if (rate === undefined || rest === undefined) return false;
    return Math.round(((3 * rate) / 100 - 0.5 - rest / 200) / (1 / 100 - 1 / 200)) === 5;
  },
  broadAges: async (rules) => {
    // 55 and 70 are hidden; their sum and the mean of the rates of two broad groups give 55 back.
    const cases = { 55: [100, 4], 60: [400, 150], 65: [400, 200], 70: [400, 11] };
    const table = await release(
      withMargins(
        [flat('age', Object.keys(cases))],
        [PERSONS, EXAMINED],
        Object.entries(cases).map(([code, values]) => ({ at: [code], values })),
      ),
      rules,
    );
    const adjusted = 100 * (0.5 * (154 / 500) + 0.5 * (211 / 800));
    const some = difference(read(table, 'T', 'k'), read(table, '60', 'k'), read(table, '65', 'k'));
    if (some === undefined) return false;
    // k55 + k70 = some; (k55 + 150) / 500 + (k70 + 200) / 800 = 2 · adjusted / 100.
    const k55 = ((2 * adjusted) / 100 - 150 / 500 - (some + 200) / 800) / (1 / 500 - 1 / 800);
    return read(table, '55', 'k') === undefined && Math.round(k55) === 4;
  },
  support: async (rules) => {
    const table = await release(
      counts({ a: [10], b: [90], c: [80] }, [PERSONS, sd], ([n]) => [n!, 12.3]),
      rules,
    );
    return read(table, 'a', 'sd') === 12.3;
  },
  rounding: async (rules) => {
    const table = await release(
      counts({ a: [290, 100], b: [100, 50], c: [100, 40] }, [PERSONS, EXAMINED, SHARE], shares),
      rules,
    );
    return !Number.isInteger(Number((read(table, 'a', 'share')! * 10).toFixed(6)));
  },
  ledger: async (rules) => {
    const wide = counts({ a: [120], b: [90], c: [80] });
    const first = await releaseTable(wide, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first, wide)] };
    const narrow = {
      ...counts({ a: [117], b: [60], c: [50] }),
      parameters: { fiscalYear: 2023, minAge: 65 },
    };
    const second = await releaseTable(narrow, policy, ledger, { rules });
    return difference(read(first.statistic, 'a', 'n'), read(second.statistic, 'a', 'n')) === 3;
  },
  nested: async (rules) => {
    const { effects } = await askStudy(
      [effectOf('sbp', { treated: 300 }), effectOf('ldl', { treated: 296 })],
      rules,
    );
    const [sbp, ldl] = effects.map(({ statistic }) => statistic.effect.treated ?? undefined);
    return difference(sbp, ldl) === 4;
  },
  effect: async (rules) => {
    const answer = await askStudy([effectOf('sbp', { treated: 4 })], rules).catch(() => undefined);
    return answer !== undefined;
  },
  traits: async (rules) => {
    const row = { term: 'smoker', label: 'smoker', persons: { treated: 4, control: 90 } };
    const means = {
      before: 0.2,
      after: 0,
      treatedMean: 4 / 300,
      controlMeanBefore: 0.1,
      controlMeanAfter: 0,
    };
    const rows = [{ ...row, ...means }];
    const arms = { treated: 300, control: 900 };
    const balance = { context, convention: 'x', group: 'observed_sbp', arms, rows };
    const released = await releaseStudy(study({ balance }), policy, emptyLedger(SOURCE), { rules });
    const mean = released.balance!.statistic.rows[0]!.treatedMean;
    return mean.state === 'shown' && Math.round(mean.value * 300) === 4;
  },
  samePeople: async (rules) => {
    // The people of one table are those of another; the second would print what the first hid as a partner.
    const keys = { a: '1', b: '2', c: '4', T: '7' } as const;
    const keyed = (table: CandidateTable): CandidateTable => ({
      ...table,
      rows: table.rows.map((row) => ({ ...row, people: { n: keys[row.at[0] as 'a'].padStart(32, '0') } })),
    });
    const whole = keyed(counts({ a: [4], b: [60], c: [70] }));
    const first = await releaseTable(whole, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first, whole)] };
    const parts = keyed({
      ...whole,
      id: 'checkup.others',
      rows: whole.rows.filter(({ at }) => at[0] !== 'T'),
    });
    const second = await releaseTable(parts, policy, ledger, { rules });
    const all = read(first.statistic, 'T', 'n');
    return difference(all, read(second.statistic, 'b', 'n'), read(second.statistic, 'c', 'n')) === 4;
  },
  classes: async (rules) => {
    // Men and women of all ages, then everybody from 65 on: who is younger is known by subtraction.
    const classesOf = (codes: string[]) =>
      codes.map((code) => `${code.charCodeAt(0).toString(16)}${code[1]}:${PEOPLE[code]}`).join('+');
    const PEOPLE: Record<string, number> = { m1: 3, m2: 60, w1: 4, w2: 70 };
    const size = (codes: string[]) => codes.reduce((sum, code) => sum + PEOPLE[code]!, 0);
    const row = (at: string, codes: string[]) => ({
      at: [at],
      values: [size(codes)],
      people: { n: classesOf(codes) },
    });
    const levels = (codes: string[]) => codes.map((code) => ({ code, label: code }));
    const sexes: CandidateTable = {
      id: 'histogram',
      parameters: {},
      context,
      dimensions: [{ id: 'sex', label: 'sex', partition: true, levels: levels(['m', 'w']) }],
      columns: [PERSONS],
      rows: [row('m', ['m1', 'm2']), row('w', ['w1', 'w2'])],
    };
    const first = await releaseTable(sexes, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first, sexes)] };
    const older: CandidateTable = {
      ...sexes,
      id: 'insured',
      parameters: { minAge: 65 },
      dimensions: [{ id: 'all', label: 'all', partition: true, levels: levels(['T']) }],
      rows: [row('T', ['m2', 'w2'])],
    };
    const second = await releaseTable(older, policy, ledger, { rules });
    const all = read(first.statistic, 'm', 'n')! + read(first.statistic, 'w', 'n')!;
    return difference(all, read(second.statistic, 'T', 'n')) === 7;
  },
  institutions: async (rules) => {
    const table = counts({ a: [140], b: [160], c: [170] });
    const rows = table.rows.map((row) => ({ ...row, institutions: row.at[0] === 'a' ? 2 : 5 }));
    const released = await release({ ...table, rows }, rules);
    const all = read(released, 'T', 'n');
    return (
      read(released, 'a', 'n') === 140 ||
      difference(all, read(released, 'b', 'n'), read(released, 'c', 'n')) === 140
    );
  },
  holders: async (rules) => {
    const table = await release(costTable(['inpatient']), rules);
    return read(table, 'a', 'amount') === 400e6;
  },
  unions: async (rules) => {
    // Each of two hidden groups has one who dominates it: either knows the other from both together.
    const amounts = { a: [40, 4000], b: [40, 3900], c: [100, 9000], d: [100, 9500] };
    const leaves = Object.entries(amounts).map(([code, values]) => ({ at: [code], values }));
    const table = withMargins([flat('age', Object.keys(amounts))], [PERSONS, yen], leaves);
    const giants: Record<string, number[]> = { a: [3700, 20, 10], b: [3600, 20, 10] };
    const rows = table.rows.map((row) => ({
      ...row,
      contributions: { yen: giants[row.at[0]!] ?? [200, 190, 180] },
    }));
    const found = await release({ ...table, rows }, rules);
    return difference(read(found, 'T', 'yen'), read(found, 'c', 'yen'), read(found, 'd', 'yen')) === 7900;
  },
  wholes: async (rules) => {
    let ledger: LedgerView = emptyLedger(SOURCE);
    const amounts: (number | undefined)[] = [];
    for (const kinds of ['all', ['inpatient'], ['outpatient'], ['pharmacy'], ['dental']] as const) {
      const candidate = costTable(kinds);
      const released = await releaseTable(candidate, policy, ledger, { rules });
      ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, candidate)] };
      amounts.push(read(released.statistic, 'a', 'amount'));
    }
    const [all, , ...others] = amounts;
    return difference(all, ...others) === 400e6;
  },
  amountsOfHidden: async (rules) => {
    // Nobody dominates, but a mean that is printed elsewhere turns the amount into the number of people.
    const table = counts({ a: [4, 40_000], b: [100, 9_000_000], c: [100, 9_500_000] }, [PERSONS, yen]);
    const rows = table.rows.map((row) => ({ ...row, contributions: { yen: [10_000, 10_000, 10_000] } }));
    const released = await release({ ...table, rows }, rules);
    return read(released, 'a', 'yen') === 40_000;
  },
  amountLedger: async (rules) => {
    const wide = costs();
    const first = await releaseTable(wide, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first, wide)] };
    const rows = wide.rows.filter(({ at }) => at[0] === 'b' || at[0] === 'c');
    const parts = { ...wide, parameters: { ...wide.parameters, by: 'parts' }, rows };
    const second = await releaseTable(parts, policy, ledger, { rules });
    const all = read(first.statistic, 'T', 'yen');
    return difference(all, read(second.statistic, 'b', 'yen'), read(second.statistic, 'c', 'yen')) === 4000;
  },
  bins: async (rules) => {
    const bins = [0, 10, 20, 30, 40].map((from) => ({ from, to: from + 10 }));
    const group = (code: string, persons: number[]) => ({ code, label: code, persons });
    const shared = { context, parameters: {}, unit: 'mmHg', bins, separateGroups: true };
    const men = group('m', [4, 60, 70, 80, 90]);
    const wide = { ...shared, id: 'sbp', groups: [men] };
    const { released: first } = await releaseDistribution(wide, policy, emptyLedger(SOURCE), { rules });
    const ledger = { sourceHash: SOURCE, tables: [publishedTable(first)] };
    // Other people move the cuts: without the rule the same men are counted below 20 and below 30, or 10.
    const more = { ...wide, parameters: { upTo: 2 }, groups: [group('m', [14, 60, 70, 80, 90])] };
    const { released: second } = await releaseDistribution(more, policy, ledger, { rules });
    const edges = (table: ReleasedTable) =>
      new Set(table.dimensions[0]!.levels.slice(1).map(({ code }) => code.split('|')[0]!));
    const before = edges(first.statistic);
    return [...edges(second.statistic)].some((edge) => !before.has(edge));
  },
  tail: async (rules) => {
    const steps: LifeStep[] = [
      [1, 200, 15, 0],
      [2, 185, 20, 140],
      [3, 25, 0, 6],
      [4, 19, 4, 15],
    ];
    const arms = [{ code: 't', label: 't', steps }];
    const candidate = { id: 'km', parameters: {}, context, unit: '月', arms };
    const { curve } = await releaseSurvival(candidate, policy, emptyLedger(SOURCE), { rules });
    const at = curve.statistic.rows.map(({ cells }) =>
      cells.map((cell) => (cell.state === 'shown' ? cell.value : 0)),
    );
    const events = at.slice(1).map(([survival], order) => {
      const before = at[order]![0]!;
      const risk = steps[order]![1];
      return Math.round(risk * (1 - survival! / before));
    });
    return 39 - events.reduce((sum, count) => sum + count, 0) === 4;
  },
};

function askStudy(effects: StudyCandidate['effects'], rules: RuleSwitches) {
  return releaseStudy(study({ effects }), policy, emptyLedger(SOURCE), { rules });
}

describe('each rule of the gate', () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    it(`${name}: its attack fails with all rules and succeeds without it`, async () => {
      expect(await attack(ALL_RULES)).toBe(false);
      expect(await attack({ ...ALL_RULES, [name]: false })).toBe(true);
    });
  }

  it('has an attack', () => {
    expect(Object.keys(ATTACKS).toSorted()).toEqual(Object.keys(ALL_RULES).toSorted());
  });
});
