import type { Analysis } from '../../analysis/api/contract/client.ts';
import type { OperationInput, OperationName } from '../../analysis/api/contract/operations.ts';
import { YEAR } from './measures-plain.ts';

/** Milliseconds by question of a screen. */
export type Times = Map<string, { readonly what: string; readonly ms: number }[]>;

const YEARS = [YEAR - 2, YEAR - 1, YEAR];
/** A funnel is of shares alone. */
const NOT_OFFERED = 'measures.not_a_share';

/**
 * What the screens ask for, over every measure of the catalogue, every risk factor and every programme, each asked for
 * the first time in this opened workspace, through the API and the disclosure gate.
 */
export async function screenTimes(analysis: Analysis): Promise<Times> {
  const times: Times = new Map();
  const ask = async <Name extends OperationName>(
    screen: string,
    what: string,
    name: Name,
    input: OperationInput<Name>,
  ) => {
    const start = performance.now();
    const reply = await analysis.call(name, input);
    const ms = performance.now() - start;
    if (!reply.ok && reply.issue.code === NOT_OFFERED) return undefined;
    // A whole table that the gate keeps back is an answer too.
    if (!reply.ok && reply.issue.kind !== 'refused') throw new Error(`${name} ${what}: ${reply.issue.code}`);
    const known = times.get(screen) ?? [];
    known.push({ what, ms });
    times.set(screen, known);
    return reply.ok ? reply.value : undefined;
  };
  const list = await ask('measures list', 'all', 'measures.list', {});
  for (const year of YEARS) await ask('overview: pyramid', String(year), 'overview.pyramid', { year });
  for (const factor of ['sbp', 'dbp', 'hba1c', 'bmi', 'ldl', 'egfr'])
    await ask('approaches', factor, 'approaches.compare', { factor, from: YEAR - 2, to: YEAR, by: 'none' });
  for (const by of ['sex', 'age', 'district', 'channel'] as const)
    await ask('approaches: breakdowns', by, 'approaches.cascade', { from: YEAR - 2, to: YEAR, by });
  for (let shift = 1; shift <= 10; shift++)
    await ask('what-if', `${-shift} mmHg`, 'approaches.whatIf', {
      factor: 'sbp',
      year: YEAR,
      shift: -shift,
      tail: { share: 0.05, reachFrom: 0.3, reachTo: 0.6, effect: -8, effectError: 1 },
    });
  const register = await ask('programmes', 'list', 'programmes.list', {});
  for (const { id } of register?.programmes ?? []) {
    await ask('programmes', `${id} board`, 'programmes.board', { id });
    await ask('programmes', `${id} reach`, 'programmes.reach', { id, year: YEAR });
  }
  for (const { id, stratifications, standardisable } of list?.measures ?? []) {
    const run = (screen: string, years: readonly number[], by: ('sex' | 'age' | 'district')[]) =>
      ask(screen, id, 'measures.run', {
        ids: [id],
        years,
        by,
        standardise: standardisable && !by.includes('age'),
      });
    await run('overview: number', [YEAR], []);
    await run('overview: trend of 3 years', YEARS, []);
    if (stratifications.includes('age')) await run('overview: sex and age', [YEAR], ['sex', 'age']);
    if (!stratifications.includes('district')) continue;
    await run('overview: districts', [YEAR], ['district']);
    await ask('overview: funnel of districts', id, 'overview.funnel', { id, year: YEAR });
  }
  return times;
}
