import type { CountedQuestion, MeasureDefinition } from './definition.ts';

/** What a measure asked, and in which words, from a fiscal year on. */
export interface DefinitionVersion
  extends Pick<MeasureDefinition, 'source' | 'numerator' | 'denominator' | 'ageRule' | 'caveats'> {
  /** First fiscal year; the oldest version holds for the years before it, too. */
  readonly validFrom: number;
  readonly question: CountedQuestion;
}

/** The version that holds in a fiscal year: the newest that has begun, else the oldest. */
export function versionAt<T extends { readonly validFrom: number }>(
  versions: readonly [T, ...T[]],
  year: number,
): T {
  return versions.findLast(({ validFrom }) => validFrom <= year) ?? versions[0];
}

/** What is asked of the data of a fiscal year. */
export function questionAt(question: CountedQuestion, year: number): CountedQuestion {
  return question.versions ? versionAt(question.versions, year).question : question;
}

const alone = new WeakMap<DefinitionVersion, MeasureDefinition>();

/** One version by itself: always the same object, so that what was counted by it is found again. */
function madeOf(definition: MeasureDefinition, version: DefinitionVersion): MeasureDefinition {
  const known = alone.get(version);
  if (known) return known;
  const { validFrom: _, ...words } = version;
  const made = { ...definition, ...words };
  alone.set(version, made);
  return made;
}

/** The definition as it holds in all of these fiscal years; unchanged, with its versions, where it changed between them. */
export function definitionFor(definition: MeasureDefinition, years: readonly number[]): MeasureDefinition {
  const { question } = definition;
  if (question.kind === 'table' || !question.versions) return definition;
  const { versions } = question;
  const [first, ...others] = new Set(years.map((year) => versionAt(versions, year)));
  return first === undefined || others.length > 0 ? definition : madeOf(definition, first);
}

/** The newest definition by itself, and since when it holds; the year is undefined where it never changed. */
export function newestOf(definition: MeasureDefinition): {
  readonly definition: MeasureDefinition;
  readonly validFrom: number | undefined;
} {
  const { question } = definition;
  const newest = question.kind === 'table' ? undefined : question.versions?.at(-1);
  return newest === undefined
    ? { definition, validFrom: undefined }
    : { definition: madeOf(definition, newest), validFrom: newest.validFrom };
}

/** The versions that hold in these fiscal years, oldest first; none where the definition never changed. */
export function versionsIn(
  { question }: Pick<MeasureDefinition, 'question'>,
  years: readonly number[],
): readonly DefinitionVersion[] {
  if (question.kind === 'table' || !question.versions) return [];
  const { versions } = question;
  const held = new Set(years.map((year) => versionAt(versions, year)));
  return versions.filter((version) => held.has(version));
}

/**
 * One question of several versions, oldest first: that of the newest, over the ages of all, so that the ages of every
 * year have their place.
 */
export function versionedQuestion(
  versions: readonly [DefinitionVersion, ...DefinitionVersion[]],
): CountedQuestion {
  const newest = (versions.at(-1) ?? versions[0]).question;
  const ages = versions.map(({ question }) => question.frame.ages);
  const open = ages.some(({ to }) => to === null);
  const hull = {
    from: Math.min(...ages.map(({ from }) => from)),
    to: open ? null : Math.max(...ages.map(({ to }) => to ?? 0)),
  };
  return { ...newest, frame: { ...newest.frame, ages: hull }, versions };
}
