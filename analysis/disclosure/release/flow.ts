import type { FlowStep, ReleasedFlow, StatisticContext } from '../../domain/statistic.ts';
import { suppress } from '../engine/suppress.ts';
import { buildSystem, type Need } from '../engine/system.ts';
import type { LedgerView } from '../ledger/view.ts';
import { type DisclosurePolicy, requirePublishable } from '../policy.ts';
import { type Released, seal } from '../released.ts';
import { isSmall } from './counts.ts';
import { ALL_RULES, type GateOptions } from './options.ts';
import { hiddenCell, releaseRecord, shownCell } from './record.ts';
import { cannotProtect, malformedTable } from './refusals.ts';

export interface FlowCandidate {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly context: StatisticContext;
  /** In order; each step is a subset of the one before, steps with `arm` of the last one without. */
  readonly steps: readonly FlowStep[];
}

interface FlowSystem {
  readonly cells: Map<string, number>;
  readonly relations: [string, string[]][];
}

/**
 * Lets an attrition flow or funnel through the gate: persons at each step, and the persons lost between
 * steps that follow by subtraction, are protected together.
 *
 * @throws UserIssue (refused) `disclosure.cannot_protect`, `disclosure.table_malformed`
 */
export async function releaseFlow(
  candidate: FlowCandidate,
  policy: DisclosurePolicy,
  ledger: LedgerView,
  options: GateOptions = {},
): Promise<Released<ReleasedFlow>> {
  requirePublishable(policy);
  const rules = options.rules ?? ALL_RULES;
  const flow = flowSystem(candidate.steps, rules.remainder);
  const needs = new Map<string, Need>();
  const need: Need = { width: policy.width, up: 0, down: 0 };
  for (const [id, value] of flow.cells) {
    if (rules.threshold && isSmall(value, policy.threshold)) needs.set(id, need);
  }
  const hidden = await protectFlow(flow, needs, rules.secondary, options.seconds ?? 30);
  const steps = candidate.steps.map((step, at) => {
    const id = `step${at}`;
    const reason = needs.has(id) ? 'primary' : 'secondary';
    const persons = hidden.has(id) ? hiddenCell(reason) : shownCell(step.persons, 0);
    return { id: step.id, label: step.label, ...(step.arm === undefined ? {} : { arm: step.arm }), persons };
  });
  const question = {
    id: candidate.id,
    parameters: candidate.parameters,
    steps: steps.map((step) => step.id),
  };
  return seal(
    structuredClone({ context: candidate.context, steps }),
    releaseRecord({ question, policy, ledger, cells: steps.map((step) => step.persons) }),
  );
}

async function protectFlow(
  flow: FlowSystem,
  needs: ReadonlyMap<string, Need>,
  secondary: boolean,
  seconds: number,
): Promise<Set<string>> {
  if (!secondary || needs.size === 0) return new Set(needs.keys());
  const first = 'step0';
  for (const firstMayHide of [false, true]) {
    const system = buildSystem({
      ...flow,
      floor: (_, value) => Math.min(1, value),
      needs,
      integer: true,
      mayHide: (id, value) => value >= 1 && (firstMayHide || id !== first),
      weight: (id, value) => (id.startsWith('step') ? 1 + Math.log2(1 + value) : 0.05),
    });
    const pattern = await suppress(system, { seconds });
    if (pattern !== undefined) return new Set(system.ids.filter((_, at) => pattern.hidden[at] === 1));
  }
  throw cannotProtect();
}

/** Each step = the next one + those lost; the arms divide the last common step. */
function flowSystem(steps: readonly FlowStep[], remainder: boolean): FlowSystem {
  const cells = new Map<string, number>();
  const relations: [string, string[]][] = [];
  steps.forEach((step, at) => {
    if (!Number.isInteger(step.persons) || step.persons < 0) throw malformedTable('count_not_whole');
    cells.set(`step${at}`, step.persons);
  });
  const relate = (parent: number, children: readonly number[]) => {
    const rest = steps[parent]!.persons - children.reduce((sum, at) => sum + steps[at]!.persons, 0);
    const ids = children.map((at) => `step${at}`);
    if (rest < 0 || (rest > 0 && !remainder)) return;
    if (rest > 0) {
      const id = `lost${parent}`;
      cells.set(id, rest);
      ids.push(id);
    }
    relations.push([`step${parent}`, ids]);
  };
  const common = steps.flatMap((step, at) => (step.arm === undefined ? [at] : []));
  for (const [order, at] of common.slice(0, -1).entries()) relate(at, [common[order + 1]!]);
  const arms = Map.groupBy(
    steps.flatMap((step, at) => (step.arm === undefined ? [] : [{ arm: step.arm, at }])),
    (entry) => entry.arm,
  );
  for (const entries of arms.values()) {
    for (const [order, entry] of entries.slice(0, -1).entries()) relate(entry.at, [entries[order + 1]!.at]);
  }
  const firsts = [...arms.values()].map((entries) => entries[0]!.at);
  const split = common.findLast((at) => at < Math.min(...firsts));
  if (firsts.length > 0 && split !== undefined) relate(split, firsts);
  return { cells, relations };
}
