import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { type Session, withSession, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

const STRATIFICATIONS = ['sex', 'age', 'district'] as const;
const ACTIONS = ['list', 'run'] as const;

export const measures: Verb = {
  verb: 'measures',
  summary: '指標の一覧（list）と値（run）を出します。',
  usage:
    'measures list [--json] / measures run --workspace W [--only ID,…] [--year Y] [--by sex,age,district] [--standardise] [--json]',
  options: {
    workspace: 'value',
    only: 'values',
    year: 'values',
    by: 'values',
    standardise: 'flag',
    json: 'flag',
  },
  positionals: ['list か run'],
  run: async (args, io) => {
    const action = ACTIONS.find((name) => name === args.positionals[0]);
    if (action === undefined) {
      throw new UserIssue('usage', 'shell.option_choice', {
        option: 'measures',
        choices: ACTIONS.join(' / '),
      });
    }
    await (action === 'list' ? list(args, io) : run(args, io));
  },
};

async function list(args: Arguments, io: Io): Promise<void> {
  const catalogue = await withSession(io, (session) => session.ask('measures.list', {}));
  present(io, args.flag('json'), catalogue, () => {
    const rows = catalogue.measures.map(({ id, familyName, name, unit, denominator }) => [
      id,
      familyName,
      name,
      unit,
      denominator,
    ]);
    const headings = ['ID', '分野', '指標', '単位', '分母'];
    return columnsText(
      headings.map((heading) => ({ heading })),
      rows,
    );
  });
}

async function run(args: Arguments, io: Io): Promise<void> {
  const by = args.choices('by', STRATIFICATIONS);
  const years = args.list('year').map(fiscalYear);
  const only = args.list('only');
  const result = await withWorkspace(io, args.required('workspace'), async (session, state) => {
    const latest = state.fiscalYears.at(-1);
    if (latest === undefined) throw new UserIssue('input', 'shell.no_data');
    const standardise = args.flag('standardise');
    const ids = only.length > 0 ? only : await measuresFor(session, by, standardise);
    return session.ask('measures.run', { ids, years: years.length > 0 ? years : [latest], by, standardise });
  });
  present(io, args.flag('json'), result, () => result.tables.map(tableText).join('\n\n'));
}

/** Every measure that can be given in these strata. */
async function measuresFor(
  session: Session,
  by: readonly (typeof STRATIFICATIONS)[number][],
  standardise: boolean,
): Promise<readonly string[]> {
  const { measures } = await session.ask('measures.list', {});
  const fitting = measures.filter(
    ({ stratifications, standardisable }) =>
      by.every((name) => stratifications.includes(name)) && (standardisable || !standardise),
  );
  return fitting.map(({ id }) => id);
}

/** A fiscal year, named by the calendar year in which it begins. */
function fiscalYear(text: string): number {
  const year = Number(text);
  if (/^\d{4}$/.test(text) && year >= 1990 && year <= 2100) return year;
  throw new UserIssue('usage', 'shell.option_whole', { option: '--year', min: 1990, max: 2100 });
}
