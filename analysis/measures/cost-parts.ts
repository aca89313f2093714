import type { CandidateTable } from '../domain/statistic.ts';
import type { Amount } from './conditions/condition.ts';
import { type CountedQuestion, type MeasureDefinition, measure } from './definition.ts';
import type { Frame } from './frames.ts';

/** Settings of claims in the parts that the official statistics print: every claim is in exactly one. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  inpatient: ['dpc', 'inpatient'],
  outpatient: ['outpatient'],
  pharmacy: ['pharmacy'],
  dental: ['dental'],
  others: ['unknown', 'visiting_nurse'],
};

/** What is counted of claims, for whom: all of it is a whole that tables of its parts add up to. */
interface Whole {
  readonly claims: string;
  readonly frame: Frame;
}

/**
 * Name of the whole that an amount of claims belongs to, or of its parts, for the gate (see `Column.concept`);
 * undefined for amounts of none (drugs, claims with a disease, settings that cut through a part).
 */
export function amountConcept(frame: Frame, amount: Amount): string | undefined {
  if (!('claims' in amount) || frame.kind !== 'insured') return undefined;
  if (amount.diagnosis !== undefined || amount.atLeastPoints !== undefined) return undefined;
  const whole = nameOf({ claims: amount.claims, frame });
  if (amount.settings === undefined) return whole;
  const asked = new Set<string>(amount.settings);
  const parts = Object.entries(PARTS).filter(([, settings]) => settings.every((each) => asked.delete(each)));
  return asked.size > 0 || parts.length === 0 ? undefined : `${whole}/${parts.map(([id]) => id).join('+')}`;
}

const wholes = new Map<string, Whole>();

function nameOf(whole: Whole): string {
  const { kind, ...frame } = whole.frame;
  const words = Object.values(frame).map((value) =>
    typeof value === 'object' ? Object.values(value).join('-') : String(value),
  );
  const name = [whole.claims, kind, ...words].join(' ');
  wholes.set(name, whole);
  return name;
}

const definitions = new Map<string, readonly MeasureDefinition[]>();

/** The parts of a whole as measures, made once: what is kept of their answers goes by the object. */
export function partsOfWhole(name: string): readonly MeasureDefinition[] {
  const known = definitions.get(name);
  const whole = wholes.get(name);
  if (known !== undefined || whole === undefined) return known ?? [];
  const parts = Object.entries(PARTS).map(([part, settings]) => partMeasure(whole, part, settings));
  definitions.set(name, parts);
  return parts;
}

function partMeasure({ claims, frame }: Whole, part: string, settings: readonly string[]): MeasureDefinition {
  const amount = { claims, settings } as Amount;
  return measure({
    id: `part.${part}`,
    name: part,
    family: 'cost',
    source: '',
    numerator: '',
    denominator: '',
    direction: 'neutral',
    ageRule: '',
    question: { kind: 'rate', frame, amount, perMonths: 12 },
  });
}

/** Tables of the parts, where the amounts of a question are of a whole; each made by `run`. */
export function withParts(
  question: CountedQuestion,
  run: (part: MeasureDefinition) => Promise<CandidateTable>,
): Pick<CandidateTable, 'parts'> {
  if (question.kind !== 'rate' && question.kind !== 'ratio') return {};
  const amounts = question.kind === 'rate' ? [question.amount] : [question.amount, question.over];
  if (!amounts.some((amount) => amountConcept(question.frame, amount) !== undefined)) return {};
  return {
    parts: async (whole) => {
      const tables: CandidateTable[] = [];
      for (const part of partsOfWhole(whole)) tables.push(await run(part));
      return tables;
    },
  };
}
