import type { EvidenceLevel } from '../../domain/evidence-levels.ts';
import { hasAmount } from '../../domain/payment-reasons.ts';
import type { Programme, STAGES } from '../../domain/programme.ts';
import { clauseTexts, paymentRuleText } from '../../messages/contract.ts';
import { latestShown } from '../../programmes/released-cells.ts';
import { formatFiscalYear } from '../../reporting/format.ts';
import type {
  KpiInput,
  PaymentInput,
  PaymentLineInput,
  ProgrammeInput,
  WorkspaceFacts,
} from '../../reporting/inputs.ts';
import type { ReportNeeds } from '../../reporting/templates/template.ts';
import type { CallOptions } from '../contract/client.ts';
import type { HandlerContext } from './handler.ts';
import { type PaymentStatement, programmePayment } from './programme-payment.ts';
import { registerOf } from './programmes.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

/** Programmes of the register as a report tells of them; their indicators' values only where it prints them. */
export async function programmeInputs(
  context: HandlerContext,
  needs: ReportNeeds,
  call: CallOptions,
): Promise<ProgrammeInput[]> {
  const workspace = context.workspaces.require();
  const { programmes } = await registerOf(workspace);
  const loaded = await loadedCosts(workspace);
  const inputs: ProgrammeInput[] = [];
  for (const programme of programmes) {
    const kpis = needs.kpis ? await kpiInputs(context, programme, call) : [];
    inputs.push({
      id: programme.id,
      name: programme.name,
      approach: programme.approach,
      aim: programme.purpose,
      target: programme.target,
      content: programme.content === '' ? programme.department : programme.content,
      period: periodWords(programme, workspace.settings.calendar),
      costs:
        programme.costs.length > 0
          ? programme.costs.map(({ year, item, yen }) => ({ item, fiscalYear: year, yen }))
          : (loaded.get(programme.listed ?? programme.id) ?? []),
      ...(kpis.length === 0 ? {} : { kpis }),
    });
  }
  return inputs;
}

function periodWords({ period: { from, to } }: Programme, calendar: WorkspaceFacts['calendar']): string {
  return `${formatFiscalYear(from, calendar)}〜${to === null ? '' : formatFiscalYear(to, calendar)}`;
}

type Costs = NonNullable<ProgrammeInput['costs']>;

/** Costs from the loaded list, by programme; they are the municipality's budget, not statistics about people. */
async function loadedCosts({ warehouse }: OpenWorkspace): Promise<ReadonlyMap<string, Costs>> {
  const rows = await warehouse.all(
    'SELECT programme_id, fiscal_year, category, sum(yen) AS yen FROM programme_cost GROUP BY ALL ORDER BY ALL',
  );
  const costs = new Map<string, Costs>();
  for (const row of rows) {
    const id = String(row.programme_id);
    const one = { item: String(row.category), fiscalYear: Number(row.fiscal_year), yen: Number(row.yen) };
    costs.set(id, [...(costs.get(id) ?? []), one]);
  }
  return costs;
}

const STAGE_OF: Readonly<Record<(typeof STAGES)[number], KpiInput['stage']>> = {
  input: 'structure',
  activity: 'process',
  output: 'output',
  outcome_early: 'outcome',
  outcome_middle: 'outcome',
  outcome_late: 'outcome',
  impact: 'outcome',
};

async function kpiInputs(
  context: HandlerContext,
  programme: Programme,
  call: CallOptions,
): Promise<KpiInput[]> {
  const { kpis: rows } = await context.ask('programmes.board', { id: programme.id }, call);
  return programme.boxes.flatMap((box) =>
    box.kpis.flatMap((kpi): KpiInput[] => {
      const row = rows.find((one) => one.box === box.id && one.id === kpi.id);
      const stage = STAGE_OF[box.stage];
      const { name, unit, baseline, target } = kpi;
      return [
        {
          ...{ label: name, unit, stage, plan: { baseline, target } },
          ...(row?.status ? { status: row.status } : {}),
          ...latestValue(row?.table),
          ...(row?.byHand?.length ? { byHand: row.byHand } : {}),
        },
        // What is expected without the programme stands beside the value of people chosen for theirs.
        ...(row?.anywayTable
          ? [
              {
                ...{ label: `（参考）${name}：事業を利用しなかった人`, unit, stage },
                ...latestValue(row.anywayTable),
              },
            ]
          : []),
      ];
    }),
  );
}

type Measured = NonNullable<KpiInput['measured']>;

function latestValue(table: Measured['table'] | undefined): Pick<KpiInput, 'measured'> {
  const latest = table && latestShown(table.statistic, 'value');
  if (!latest) return {};
  return { measured: { table, year: latest.year, at: [String(latest.year)], column: 'value' } };
}

/** What is due under every contract of the register in a year, with the released values that it follows from. */
export async function paymentInputs(
  context: HandlerContext,
  year: number,
  call: CallOptions,
): Promise<PaymentInput[]> {
  const { programmes } = await registerOf(context.workspaces.require());
  const inputs: PaymentInput[] = [];
  for (const { contract } of programmes) {
    if (!contract) continue;
    const statement = await programmePayment(
      context,
      { contract, year, outcomes: [], openStudies: true },
      call,
    );
    const { fixed, variable, total, capped } = statement.payment;
    const lines = contract.indicators.map((indicator) =>
      paymentLine(
        {
          name: indicator.name,
          rule: paymentRuleText(indicator.payment, indicator.unit, indicator.direction),
          clauses: clauseTexts(indicator, contract.indicators),
          agreed: indicator.evidence,
        },
        statement,
        indicator.id,
      ),
    );
    inputs.push({ name: contract.name, lines, fixed, variable, total, cap: contract.cap, capped });
  }
  return inputs;
}

interface Terms {
  readonly name: string;
  readonly rule: string;
  readonly clauses: readonly string[];
  readonly agreed: EvidenceLevel | undefined;
}

function paymentLine(
  { name, rule, clauses, agreed }: Terms,
  statement: PaymentStatement,
  id: string,
): PaymentLineInput {
  const due = statement.payment.indicators.find(({ indicator }) => indicator === id);
  const value = statement.printed.get(id);
  const found = due?.evidence ?? undefined;
  return {
    name,
    rule,
    clauses,
    ...(value === undefined ? {} : { value }),
    ...(agreed === undefined ? {} : { evidence: { agreed, ...(found === undefined ? {} : { found }) } }),
    ...(due === undefined || !hasAmount(due)
      ? {}
      : { due: { earned: due.earned, paid: due.paid, retained: due.retained } }),
    reason: due?.sentence ?? '',
    anyway: due?.anyway ?? '',
  };
}
