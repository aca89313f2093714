/** `effect …`: one estimate on any person-level table; the shell prints what this returns. */
import { UserIssue } from '../../domain/issue.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { cohortEffect } from './cohort.ts';
import { costEffect } from './cost-command.ts';
import { didEffect } from './did-command.ts';
import { doseEffect } from './dose-command.ts';
import { helpText, isHelp } from './help.ts';
import { itsEffect } from './its-command.ts';
import { rddEffect } from './rdd-command.ts';
import type { DesignResult, EffectResult } from './result.ts';
import { survivalEffect } from './survival-command.ts';
import { trialEffect } from './trial-command.ts';

export interface HelpResult {
  readonly design: 'help';
  /** Japanese explanation of the options. */
  readonly text: string;
}

type Runner = (args: readonly string[], signal?: AbortSignal) => Promise<DesignResult>;

const DESIGNS: Readonly<Record<string, Runner>> = {
  did: didEffect,
  its: itsEffect,
  rdd: rddEffect,
  survival: survivalEffect,
  cost: costEffect,
  dose: doseEffect,
  trial: trialEffect,
};

/**
 * Runs `effect` with the arguments that follow the verb: options of the cohort design, or `did`, `its`, `rdd`,
 * `survival`, `cost`, `dose`, `trial` and their options. Throws `UserIssue` for usage and input faults; rejects with the
 * signal's reason when aborted. Extremes and cell values never occur in the result; small cells are warned
 * about, and the disclosure gate decides what leaves.
 */
export async function effectCommand(
  args: readonly string[],
  signal?: AbortSignal,
): Promise<EffectResult | DesignResult | HelpResult> {
  const [first = ''] = args;
  const runner = Object.hasOwn(DESIGNS, first) ? DESIGNS[first] : undefined;
  if (isHelp(args)) return { design: 'help', text: helpText(runner === undefined ? 'cohort' : first) };
  try {
    const result = await (runner === undefined ? cohortEffect(args, signal) : runner(args.slice(1), signal));
    return withoutNonFinite(refuseWithoutEstimate(result));
  } catch (error) {
    if (error instanceof SingularMatrix) throw new UserIssue('input', 'effect.model-singular', {});
    throw error;
  }
}

/** No document goes out whose estimate, error, interval or p is not a number. */
function refuseWithoutEstimate<T extends EffectResult | DesignResult>(result: T): T {
  const { estimate, se, ci, p, method, outcome } = result;
  if (
    [estimate, se, ...ci, p, ...result.effects.flatMap((e) => [e.estimate, e.se, ...e.ci])].every(
      Number.isFinite,
    )
  )
    return result;
  throw new UserIssue('input', 'effect.not-estimable', { method, outcome });
}

/** A copy in which every number that is not finite is null, however deep. */
function withoutNonFinite<T>(value: T): T {
  if (typeof value === 'number') return (Number.isFinite(value) ? value : null) as T;
  if (Array.isArray(value)) return value.map((v: unknown) => withoutNonFinite(v)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutNonFinite(v as unknown)])) as T;
}
