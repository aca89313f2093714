import { Rng } from '../random.ts';
import type { GuidanceCall, GuidanceCourse } from './types.ts';

const STREAM = 22;
/** Part of the selected people whom nobody noted down, of those who did not come. */
const FORGOTTEN = 0.12;
/** Part of the calls noted down without the way of calling, in a large town. */
const NO_WAY = 0.08;

interface Way {
  readonly channel: string;
  /** Part of those called in this way who come. */
  readonly come: number;
  /** How often it is chosen beside the others. */
  readonly often: (course: GuidanceCourse, age: number) => number;
}

const LETTER: Way = { channel: '郵送', come: 0.3, often: () => 1 };
const PHONE: Way = { channel: '電話', come: 0.5, often: ({ level }) => (level === 1 ? 1.2 : 0.8) };
const VISIT: Way = { channel: '訪問', come: 0.62, often: ({ level }) => (level === 1 ? 0.3 : 0.1) };
const APP: Way = { channel: 'アプリ', come: 0.36, often: (_, age) => (age < 65 ? 0.6 : 0.2) };
const SITE: Way = { channel: '健診会場', come: 0.55, often: () => 0.25 };
/** A small town has too few people for many ways: the app takes the place of the telephone in the last year. */
const NOTICE: Way = { ...APP, come: 0.44, often: (_, age) => (age < 65 ? 1.1 : 0.8) };

export interface CallingTown {
  readonly seed: number;
  readonly small: boolean;
  readonly firstYear: number;
  readonly years: number;
}

/**
 * How somebody selected was called to 特定保健指導. Drawn knowing who came, with a stream of its own: by Bayes the ways
 * of calling differ in how many come, and nothing else in the town moves. The way is noted down from the second
 * year on.
 */
export function drawCall(
  town: CallingTown,
  person: { readonly index: number; readonly age: number },
  course: GuidanceCourse,
): GuidanceCall | undefined {
  const rng = new Rng(town.seed, person.index, STREAM, course.fiscalYear);
  const came = course.firstInterview !== undefined;
  const ways = waysOf(town, course.fiscalYear);
  const weights = ways.map(({ come, often }) => often(course, person.age) * (came ? come : 1 - come));
  const { channel } = ways[rng.weighted(weights)] ?? LETTER;
  const day = course.ticketDay + rng.int(2, 8);
  const blank = rng.chance(NO_WAY) && !town.small;
  const forgotten = rng.chance(FORGOTTEN);
  const lead = rng.int(0, 2);
  if (forgotten && !came) return undefined;
  const noted = !blank && (course.fiscalYear > town.firstYear || town.years === 1);
  return {
    day,
    channel: noted ? channel : undefined,
    applied: course.firstInterview === undefined ? undefined : course.firstInterview - lead,
  };
}

function waysOf({ small, firstYear, years }: CallingTown, fiscalYear: number): readonly Way[] {
  if (!small) return [LETTER, PHONE, VISIT, APP, SITE];
  return [LETTER, fiscalYear === firstYear + years - 1 ? NOTICE : PHONE];
}
