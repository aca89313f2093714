import { effectDecimals } from '../../domain/effect-decimals.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { Contract, ContractIndicator } from '../../domain/outcome-contract.ts';
import { shownAt } from '../../domain/released-cells.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import { runMeasure } from '../../measures/catalogue.ts';
import { expectedPayment, type UncertainOutcome } from '../../programmes/payment/expected.ts';
import { contractPayment } from '../../programmes/payment/pay.ts';
import { type Anyway, anywaySentence, paymentSentence } from '../../programmes/sentences.ts';
import type { NumberRef } from '../../reporting/model.ts';
import { normalInverse } from '../../statistics/distributions.ts';
import type { StudyDefinition } from '../../studies/definition.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import { type HandlerContext, measuring } from './handler.ts';
import { anywayOf } from './programme-anyway.ts';
import { isUnopened, releasedStudy, studiesOf } from './studies.ts';

type Payment = OperationOutput<'programmes.payment'>;
type Given = OperationInput<'programmes.payment'>['outcomes'];

/** A value for an indicator and where it comes from. Evidence of a measure is a description (level 4). */
interface Found extends UncertainOutcome {
  /** What is expected without the programme. */
  readonly anyway?: Anyway;
  readonly source: Payment['indicators'][number]['source'];
  /** Where the value stands among released statistics; absent for values given by hand. */
  readonly printed?: NumberRef;
}

/** What is due, and where each value that was paid on is printed. */
export interface PaymentStatement {
  readonly payment: Payment;
  readonly printed: ReadonlyMap<string, NumberRef>;
}

interface PaymentRequest {
  readonly contract: Contract;
  readonly year: number;
  readonly outcomes: Given;
  /** Whether designs may be fixed and outcomes opened for it. */
  readonly openStudies: boolean;
}

/**
 * Payment of a contract from values given by hand, released values of measures and released results of studies at
 * the evidence level that the study earned. Only what passed the gate is paid on. A study whose outcomes nobody has
 * opened waits, unless they may be opened for it: to compute a payment from a study fixes its design.
 */
export async function programmePayment(
  context: HandlerContext,
  { contract, year, outcomes, openStudies }: PaymentRequest,
  call: CallOptions,
): Promise<PaymentStatement> {
  const found: Found[] = outcomes.map(({ standardError = 0, ...outcome }) => ({
    ...outcome,
    standardError,
    source: 'given',
  }));
  const waiting: Payment['waiting'][number][] = [];
  const hidden = new Set<string>();
  for (const indicator of contract.indicators) {
    if (found.some((outcome) => outcome.indicator === indicator.id)) continue;
    if (indicator.study === undefined) {
      const value = await fromMeasure(context, { ...indicator, year }, call);
      if (value === 'hidden') hidden.add(indicator.id);
      else if (value) found.push(value);
      continue;
    }
    const study = await studyOf(context, indicator.study);
    if (!openStudies && (await isUnopened(context, study))) {
      waiting.push({ indicator: indicator.name, study: study.id, title: study.title });
      continue;
    }
    const value = await fromStudy(context, { id: indicator.id, study }, call);
    if (value) found.push(value);
  }
  const due = contractPayment(contract, found);
  const payment: Payment = {
    ...due,
    waiting,
    indicators: due.indicators.map((paid, i) => {
      const indicator = contract.indicators[i];
      const value = found.find((outcome) => outcome.indicator === paid.indicator);
      return {
        ...paid,
        name: indicator?.name ?? '',
        unit: value?.unit ?? indicator?.unit ?? '',
        value: value?.value ?? null,
        interval: intervalOf(value),
        source: value?.source ?? 'none',
        evidence: value?.evidence ?? null,
        sentence: paymentSentence(paid, hidden.has(paid.indicator)),
        anyway: value?.anyway ? anywaySentence(value.anyway) : '',
      };
    }),
    expected: expectedPayment(contract, found),
  };
  const printed = found.flatMap(({ indicator, printed: at }) => (at ? [[indicator, at] as const] : []));
  return { payment, printed: new Map(printed) };
}

function intervalOf(found: Found | undefined): [number, number] | null {
  if (!found || !(found.standardError > 0)) return null;
  const half = normalInverse(0.975) * found.standardError;
  return [found.value - half, found.value + half];
}

/** The released value of the measure with the error that its interval shows; `hidden` where the gate hides it. */
async function fromMeasure(
  { workspaces }: HandlerContext,
  { id, measure, year }: ContractIndicator & { readonly year: number },
  call: CallOptions,
): Promise<Found | 'hidden' | undefined> {
  if (measure === undefined) return undefined;
  const workspace = workspaces.require();
  const request = { year, standardise: false, ...measuring(workspace, call) };
  const candidate = await runMeasure(workspace.warehouse, measure, request);
  const table = await workspace.gate.table(candidate);
  const at = [String(year)];
  const [value, lower, upper] = ['value', 'value_lower', 'value_upper'].map((column) =>
    shownAt(table.statistic, at, column),
  );
  if (value == null) return isHidden(table.statistic, 'value') ? 'hidden' : undefined;
  const standardError = lower == null || upper == null ? 0 : (upper - lower) / (2 * normalInverse(0.975));
  const printed: NumberRef = { ref: 'cell', table, at, column: 'value', unit: true };
  const unit = table.statistic.columns.find((column) => column.id === 'value')?.unit ?? '';
  const { anyway } = await anywayOf(workspace, measure, { years: [year], call });
  return { indicator: id, value, unit, standardError, evidence: '4', source: 'measure', printed, anyway };
}

/** Whether a number of the column may not be shown, which is not that there is none. */
function isHidden({ columns, rows }: ReleasedTable, id: string): boolean {
  const at = columns.findIndex((column) => column.id === id);
  return rows.some(({ cells }) => cells[at]?.state === 'hidden');
}

/** @throws UserIssue `study.unknown` */
async function studyOf({ workspaces }: HandlerContext, id: string): Promise<StudyDefinition> {
  const study = (await studiesOf(workspaces.require())).find((one) => one.id === id);
  if (!study) throw new UserIssue('usage', 'study.unknown', { id });
  return study;
}

/**
 * The first effect of the study with its standard error, at the level that the study reached. It is paid on as it is
 * printed: whoever holds the statement can work the yen out from it.
 */
async function fromStudy(
  context: HandlerContext,
  { id, study }: { readonly id: string; readonly study: StudyDefinition },
  call: CallOptions,
): Promise<Found | undefined> {
  const { effects, evidenceLevel } = await releasedStudy(context, study, call);
  const [main] = effects;
  if (!main) return undefined;
  const { effect } = main.statistic;
  return {
    indicator: id,
    value: Number(effect.estimate.toFixed(effectDecimals(effect))),
    unit: effect.unit,
    standardError: effect.standardError,
    evidence: evidenceLevel,
    source: 'study',
    printed: { ref: 'effect', effect: main, field: 'estimate' },
    anyway: { kind: 'compared' },
  };
}
