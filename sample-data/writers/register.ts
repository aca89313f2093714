/** 資格: one row per insurance spell, in the loose forms in which registers come out of the town hall. */
import {
  compact,
  type Day,
  eraDigits,
  eraKanji,
  eraLetter,
  fiscalYearEnd,
  fiscalYearStart,
  separated,
} from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import { overlapping } from '../people/enrolment.ts';
import type { Person, Spell } from '../people/types.ts';
import { AREAS, INSURED_SYMBOL, INSURER, INSURER_75, SCHOOLS } from '../town.ts';
import {
  careNumber,
  fullWidth,
  householdNumber,
  insuredNumber,
  kokiNumber,
  residentNumber,
  stripZeros,
  type WriteContext,
  type Writer,
} from './context.ts';
import { csv, type FileSink } from './sink.ts';

export const KOKUHO_REGISTER = '01_資格/国保被保険者台帳.csv';
export const KOKI_REGISTER = '01_資格/後期高齢者被保険者台帳.csv';
export const NUMBER_LINK = '01_資格/番号対応表.csv';

const COMMON_HEAD = ['宛名番号', '世帯番号'];
const COMMON_TAIL = [
  '氏名カナ',
  '氏名',
  '生年月日',
  '性別',
  '資格取得日',
  '資格取得事由',
  '資格喪失日',
  '資格喪失事由',
  '住所',
  '行政区',
  '小学校区',
  '日常生活圏域',
];

const KOKUHO_HEAD = [
  ...COMMON_HEAD,
  '保険者番号',
  '被保険者証記号',
  '被保険者証番号',
  '枝番',
  ...COMMON_TAIL,
];
const KOKI_HEAD = [...COMMON_HEAD, '保険者番号', '被保険者番号', ...COMMON_TAIL];
const LINK_HEAD = [
  '宛名番号',
  '被保険者証記号',
  '被保険者証番号',
  '枝番',
  '後期被保険者番号',
  '介護被保険者番号',
  '生年月日',
  '性別',
];

/** Registers of both insurers and the table that links their numbers. */
export function registerWriter(c: WriteContext): Writer {
  const file = (path: string, head: readonly string[]) => (): FileSink =>
    c.sinks.at(path, 'cp932', (s) => s.line(csv(head)));
  const kokuho = file(KOKUHO_REGISTER, KOKUHO_HEAD);
  const koki = file(KOKI_REGISTER, KOKI_HEAD);
  const link = file(NUMBER_LINK, LINK_HEAD);
  return {
    person: (h) => {
      const from = fiscalYearStart(c.firstYear);
      const spells = overlapping(h.spells, from, fiscalYearEnd(c.firstYear + c.years - 1));
      for (const spell of spells) {
        if (spell.insurer === 'kokuho') kokuho().line(kokuhoRow(c, h.person, spell));
        else koki().line(kokiRow(c, h.person, spell));
      }
      if (spells.length > 0 && needsLink(h, spells)) link().line(linkRow(h, spells));
      noteMoves(c, spells);
    },
    finish: () => {
      kokuho();
      koki();
      link();
    },
  };
}

function noteMoves(c: WriteContext, spells: readonly Spell[]): void {
  const old = spells.some((s) => s.insurer === 'koki');
  if (old && spells.some((s) => s.insurer === 'kokuho')) {
    c.dirt.add('number_changed_at_75', NUMBER_LINK, '75歳で国保から後期に移り番号が変わった人');
  }
  if (spells.length > 1) {
    c.dirt.add('several_spells', old ? KOKI_REGISTER : KOKUHO_REGISTER, '異動により複数行をもつ人');
  }
}

/** Numbers change at 75 and care has its own; others need no link. */
function needsLink(h: PersonHistory, spells: readonly Spell[]): boolean {
  return h.care.certifications.length > 0 || new Set(spells.map((s) => s.insurer)).size > 1;
}

function linkRow(h: PersonHistory, spells: readonly Spell[]): string {
  const kokuho = spells.some((s) => s.insurer === 'kokuho');
  const { person } = h;
  return csv([
    residentNumber(person),
    kokuho ? INSURED_SYMBOL : '',
    kokuho ? insuredNumber(person) : '',
    kokuho ? `0${person.branch}` : '',
    spells.some((s) => s.insurer === 'koki') ? kokiNumber(person) : '',
    h.care.certifications.length > 0 ? careNumber(person) : '',
    compact(person.birth),
    person.sex,
  ]);
}

function kokuhoRow(c: WriteContext, person: Person, spell: Spell): string {
  const file = KOKUHO_REGISTER;
  let number = insuredNumber(person);
  if (c.dirt.every(17, 'full_width_number', file, '全角の番号')) number = fullWidth(number);
  else if (c.dirt.every(23, 'excel_text_number', file, '="0000123" の形の番号')) number = `="${number}"`;
  else if (c.dirt.every(29, 'lost_leading_zeros', file, '先頭のゼロが落ちた番号'))
    number = stripZeros(number);
  return csv([
    residentNumber(person),
    householdNumber(person),
    INSURER,
    INSURED_SYMBOL,
    number,
    `0${person.branch}`,
    ...commonTail(c, file, person, spell),
  ]);
}

function kokiRow(c: WriteContext, person: Person, spell: Spell): string {
  const file = KOKI_REGISTER;
  let number = kokiNumber(person);
  if (c.dirt.every(19, 'lost_leading_zeros', file, '先頭のゼロが落ちた番号')) number = stripZeros(number);
  return csv([
    residentNumber(person),
    householdNumber(person),
    INSURER_75,
    number,
    ...commonTail(c, file, person, spell),
  ]);
}

function commonTail(c: WriteContext, file: string, person: Person, spell: Spell): (string | number)[] {
  const school = SCHOOLS[person.school];
  const ward = school?.wards[person.ward as 0 | 1] ?? '';
  const broken = c.dirt.every(211, 'line_break_in_cell', file, '住所のセルの中に改行');
  if (/[髙﨑]/.test(person.nameKanji)) c.dirt.add('cp932_only_kanji', file, '髙・﨑を含む氏名');
  return [
    person.nameHalfKana,
    person.nameKanji,
    birthText(c, file, person.birth),
    c.dirt.every(13, 'sex_as_word', file, '性別が 男・女') ? (person.sex === 1 ? '男' : '女') : person.sex,
    eventText(file === KOKUHO_REGISTER, spell.from),
    spell.gain,
    spell.to === undefined ? openEnd(c, file) : eventText(file === KOKUHO_REGISTER, spell.to + 1),
    spell.loss ?? '',
    `架空市${ward}${(person.household % 40) + 1}番地${broken ? '\n見本荘' : ''}`,
    ward,
    c.dirt.every(97, 'blank_district', file, '小学校区と日常生活圏域が空白') ? '' : (school?.name ?? ''),
    c.dirt.every(97, 'blank_area', file, '小学校区と日常生活圏域が空白')
      ? ''
      : (AREAS[school?.area ?? 0] ?? ''),
  ];
}

function openEnd(c: WriteContext, file: string): string {
  return c.dirt.every(31, 'open_end_nines', file, '資格喪失日が 99999999') ? '99999999' : '';
}

/** 国保 writes GYYMMDD, 後期 the western date. */
function eventText(wareki: boolean, day: Day): string {
  return wareki ? eraDigits(day) : compact(day);
}

function birthText(c: WriteContext, file: string, birth: Day): string {
  if (c.dirt.every(11, 'birth_era_letter', file, 'S43.2.19 の形の生年月日')) return eraLetter(birth);
  if (c.dirt.every(14, 'birth_era_kanji', file, '昭和43年 2月19日 の形の生年月日')) return eraKanji(birth);
  if (c.dirt.every(9, 'birth_western', file, '1968/02/19 の形の生年月日')) return separated(birth, '/');
  return file === KOKUHO_REGISTER ? eraDigits(birth) : compact(birth);
}
