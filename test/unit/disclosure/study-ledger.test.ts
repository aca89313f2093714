import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  publishedTable,
  releaseStudy,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { FlowStep } from '../../../analysis/domain/statistic.ts';
import { context, effectOf, study } from './study-parts.ts';
import { EXAMINED, flat, PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'f'.repeat(64);
const JOINED = 200;
const LOST = 6;

const KEYS = {
  others: '5a31',
  followed: '77c2',
  lost: '19e8',
  control: '6b0d',
  controlLost: '2f44',
} as const;
const keyOf = (...parts: (keyof typeof KEYS)[]) =>
  parts
    .reduce((sum, part) => sum ^ BigInt(`0x${KEYS[part]}`), 0n)
    .toString(16)
    .padStart(32, '0');

/** What a programme reached: of everybody, those who stayed to its end: the people who have an outcome. */
const reach = (() => {
  const table = withMargins(
    [flat('all', ['everybody'])],
    [PERSONS, { ...EXAMINED, label: '続けた人' }],
    [{ at: ['everybody'], values: [2000, JOINED - LOST] }],
  );
  const people = { n: keyOf('others', 'followed', 'lost'), k: keyOf('followed') };
  return { ...table, id: 'programme.reach', rows: table.rows.map((row) => ({ ...row, people })) };
})();

/** A study of everybody who joined; a few of them have no outcome. */
function evaluation(withKeys: boolean) {
  const step = (id: string, arm: string, persons: number, people: string, of?: string): FlowStep => ({
    id: `${id}:${arm}`,
    label: id,
    arm,
    persons,
    ...(of === undefined ? {} : { of }),
    ...(withKeys ? { people } : {}),
  });
  const steps = [
    step('eligible', '参加', JOINED, keyOf('followed', 'lost')),
    step('eligible', '非参加', 900, keyOf('control', 'controlLost')),
    step('observed_sbp', '参加', JOINED - LOST, keyOf('followed')),
    step('observed_sbp', '非参加', 850, keyOf('control')),
  ];
  return study({
    flow: { context, steps },
    effects: [effectOf('sbp', { treated: JOINED - LOST, control: 850 })],
  });
}

/** What somebody with both outputs knows of those without an outcome; undefined where one of them is hidden. */
async function lostToFollowUp(withKeys: boolean): Promise<number | undefined> {
  const { flow, sizes } = await releaseStudy(evaluation(withKeys), policy, emptyLedger(SOURCE));
  const ledger = { sourceHash: SOURCE, tables: [publishedTable(sizes.released, sizes.candidate)] };
  const second = await releaseTable(reach, policy, ledger);
  const joined = flow!.statistic.steps[0]!.persons;
  const stayed = second.statistic.rows.find(({ at }) => at[0] === 'T')!.cells[1]!;
  return joined.state === 'shown' && stayed.state === 'shown' ? joined.value - stayed.value : undefined;
}

describe('the reach of a programme after a study of it', () => {
  it('does not give back how few were lost since they joined', async () => {
    expect(await lostToFollowUp(false)).toBe(LOST);
    expect(await lostToFollowUp(true)).toBeUndefined();
  });
});
