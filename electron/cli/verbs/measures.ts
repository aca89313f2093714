import { UserIssue } from '../../../analysis/domain/issue.ts';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { type Session, withSession, withWorkspace } from '../session.ts';
import { columnsText } from '../text/columns.ts';
import { tableText } from '../text/statistics.ts';
import { present, type Verb } from '../verb.ts';

const STRATIFICATIONS = ['sex', 'age', 'district'] as const;
const ACTIONS = ['list', 'run', 'districts', 'references', 'trend'] as const;

export const measures: Verb = {
  verb: 'measures',
  summary:
    '指標の一覧（list）、値（run）、地区の比較と格差（districts）、県・国・同規模との比較（references）、推移（trend）を出します。',
  usage:
    'measures list [--workspace W] [--json] / measures run --workspace W [--only ID,…] [--year Y] [--by sex,age,district] [--standardise] [--json] / measures districts --workspace W --only ID [--year Y] [--order 地区コード,…] [--json] / measures references --workspace W --only ID [--year Y] [--json] / measures trend --workspace W --only ID [--year Y,…] [--by …] [--json]',
  options: {
    workspace: 'value',
    only: 'values',
    year: 'values',
    by: 'values',
    order: 'values',
    standardise: 'flag',
    json: 'flag',
  },
  positionals: ['list、run、districts、references、trend のどれか'],
  meant: { option: 'only', what: '指標のID' },
  run: async (args, io) => {
    const action = ACTIONS.find((name) => name === args.positionals[0]);
    if (action === undefined) {
      throw new UserIssue('usage', 'shell.option_choice', {
        option: 'measures',
        choices: ACTIONS.join(' / '),
      });
    }
    await { list, run, districts, references, trend }[action](args, io);
  },
};

async function list(args: Arguments, io: Io): Promise<void> {
  const workspace = args.optional('workspace');
  const ask = (session: Session) => session.ask('measures.list', {});
  const catalogue = await (workspace === undefined
    ? withSession(io, ask)
    : withWorkspace(io, workspace, ask));
  present(io, args.flag('json'), catalogue, () => {
    const rows = catalogue.measures.map(({ id, familyName, name, unit, denominator }) => [
      id,
      familyName,
      name,
      unit,
      denominator,
    ]);
    const headings = ['ID', '分野', '指標', '単位', '分母'];
    const faults = catalogue.ownFaults.map(({ sentence }) => sentence);
    const lacking = catalogue.notComputed.map(({ name, reason }) => `・${name}：${reason}`);
    return [
      columnsText(
        headings.map((heading) => ({ heading })),
        rows,
      ),
      '',
      '一覧にあるが求めない指標と理由：',
      ...lacking,
      ...faults,
    ].join('\n');
  });
}

async function districts(args: Arguments, io: Io): Promise<void> {
  const order = args.list('order');
  const result = await withWorkspace(io, args.required('workspace'), (session, state) =>
    session.ask('measures.districts', {
      id: oneMeasure(args),
      year: yearsOf(args, state.fiscalYears).at(-1) ?? 0,
      ...(order.length > 0 ? { order } : {}),
    }),
  );
  present(io, args.flag('json'), result, () =>
    [result.comparison, result.smoothed, result.ranks, result.inequality]
      .flatMap((table) => (table ? [tableText(table)] : []))
      .join('\n\n'),
  );
}

async function references(args: Arguments, io: Io): Promise<void> {
  const result = await withWorkspace(io, args.required('workspace'), (session, state) =>
    session.ask('measures.references', {
      id: oneMeasure(args),
      year: yearsOf(args, state.fiscalYears).at(-1) ?? 0,
    }),
  );
  present(io, args.flag('json'), result, () =>
    [
      result.table
        ? tableText(result.table)
        : '比較の値がありません。県・国・同規模の値の CSV をワークスペースの references フォルダに置くか、帳票を取り込んでください。',
      ...result.faults,
    ].join('\n'),
  );
}

async function trend(args: Arguments, io: Io): Promise<void> {
  const by = args.choices('by', STRATIFICATIONS);
  const result = await withWorkspace(io, args.required('workspace'), (session, state) => {
    const asked = args.list('year').map(fiscalYear);
    const years = asked.length > 0 ? asked : state.fiscalYears;
    return session.ask('measures.trend', { id: oneMeasure(args), years, by });
  });
  present(io, args.flag('json'), result, () =>
    [result.values, result.trend].flatMap((table) => (table ? [tableText(table)] : [])).join('\n\n'),
  );
}

function oneMeasure(args: Arguments): string {
  args.required('only');
  const [id, ...more] = args.list('only');
  if (id === undefined || more.length > 0)
    throw new UserIssue('usage', 'shell.missing_option', { option: '--only', verb: 'measures' });
  return id;
}

/** The years asked for, else the latest with data. Throws `shell.no_data` where there is none. */
function yearsOf(args: Arguments, known: readonly number[]): readonly number[] {
  const asked = args.list('year').map(fiscalYear);
  if (asked.length > 0) return asked;
  const latest = known.at(-1);
  if (latest === undefined) throw new UserIssue('input', 'shell.no_data');
  return [latest];
}

async function run(args: Arguments, io: Io): Promise<void> {
  const by = args.choices('by', STRATIFICATIONS);
  const only = args.list('only');
  const result = await withWorkspace(io, args.required('workspace'), async (session, state) => {
    const years = yearsOf(args, state.fiscalYears);
    const standardise = args.flag('standardise');
    const ids = only.length > 0 ? only : await measuresFor(session, by, standardise);
    return session.ask('measures.run', { ids, years, by, standardise, references: true });
  });
  present(io, args.flag('json'), result, () =>
    [
      ...[...result.tables, ...(result.references ?? [])].map(tableText),
      ...(result.referenceFaults ?? []),
    ].join('\n\n'),
  );
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
