/** Who lives in the town: households of one to four, heavy at 60–74 and 75+, as 国保 and 後期 are. */
import { type Day, dayOf } from '../calendar.ts';
import { Rng } from '../random.ts';
import { SCHOOL_WEIGHTS } from '../town.ts';
import { drawFamily, fullName } from './names.ts';
import type { Person, Sex } from './types.ts';

interface Member {
  readonly sex: Sex;
  readonly birth: Day;
}

const HEAD_AGES: readonly { from: number; to: number; weight: number }[] = [
  { from: 22, to: 39, weight: 10 },
  { from: 40, to: 59, weight: 20 },
  { from: 60, to: 74, weight: 44 },
  { from: 75, to: 84, weight: 19 },
  { from: 85, to: 97, weight: 7 },
];

/** Members of household `household`, indices from `firstIndex`, at most `room` of them. */
export function drawHousehold(
  seed: number,
  household: number,
  place: { firstIndex: number; room: number; firstYear: number },
): Person[] {
  const rng = new Rng(seed, household, 1);
  const members = drawMembers(rng, place.firstYear);
  const school = rng.weighted(SCHOOL_WEIGHTS);
  const ward = rng.int(0, 1);
  const family = drawFamily(rng);
  return members.slice(0, place.room).map((m, i) => {
    const name = fullName(rng, family, m.sex);
    return {
      index: place.firstIndex + i,
      household,
      branch: i + 1,
      sex: m.sex,
      birth: m.birth,
      school,
      ward,
      nameKanji: name.kanji,
      nameKana: name.kana,
      nameHalfKana: name.half,
    };
  });
}

function drawMembers(rng: Rng, firstYear: number): Member[] {
  const band = HEAD_AGES[rng.weighted(HEAD_AGES.map((b) => b.weight))] ?? { from: 60, to: 74 };
  const headAge = rng.int(band.from, band.to);
  const headSex: Sex = rng.chance(headAge >= 75 ? 0.5 : 0.68) ? 1 : 2;
  const members: Member[] = [{ sex: headSex, birth: birthOf(rng, headAge, firstYear) }];
  if (rng.chance(headAge >= 85 ? 0.25 : 0.46)) {
    const spouseSex: Sex = headSex === 1 ? 2 : 1;
    const gap = Math.round(rng.normal() * 3.5) + (headSex === 1 ? -2 : 2);
    const age = Math.min(98, Math.max(21, headAge + gap));
    members.push({ sex: spouseSex, birth: birthOf(rng, age, firstYear) });
  }
  if (headAge >= 25 && headAge <= 50 && rng.chance(0.4)) {
    const oldest = Math.min(headAge - 22, 19);
    for (let n = rng.int(1, 2); n > 0; n--) {
      const sex: Sex = rng.chance(0.51) ? 1 : 2;
      members.push({ sex, birth: birthOf(rng, rng.int(-3, oldest), firstYear) });
    }
  }
  return distinct(members);
}

/** A birth date that gives the age at the start of the window (negative: born later). */
function birthOf(rng: Rng, age: number, firstYear: number): Day {
  return dayOf(firstYear - age, 4, 1) - rng.int(0, 364);
}

/** 国保 shares one number in a household, so date of birth and sex must tell its members apart. */
function distinct(members: readonly Member[]): Member[] {
  const seen = new Set<string>();
  return members.filter(({ birth, sex }) => {
    const key = `${birth}/${sex}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
