/** 保健事業: what the town keeps about its programmes — register, costs, participants, app log, survey, letters. */
import {
  compact,
  dayOf,
  eraLetter,
  fiscalYearEnd,
  fiscalYearLabel,
  pad,
  partsOf,
  separated,
} from '../calendar.ts';
import { type PersonHistory, walkingYear } from '../people/course.ts';
import { insurerOn } from '../people/enrolment.ts';
import { walksOn } from '../people/programmes.ts';
import { Rng } from '../random.ts';
import { INSURED_SYMBOL } from '../town.ts';
import {
  appId,
  fullWidth,
  insuredNumber,
  residentNumber,
  type WriteContext,
  type Writer,
} from './context.ts';
import { csv, type FileSink, thousands } from './sink.ts';

export const PROGRAMME_REGISTER = '09_保健事業/事業一覧.csv';
export const PROGRAMME_COSTS = '09_保健事業/事業費.csv';
export const WALKING_MEMBERS = '09_保健事業/ウォーキング_参加者名簿.csv';
export const WALKING_LINK = '09_保健事業/ウォーキング_アプリID対応表.csv';
export const WALKING_INVITED = '09_保健事業/ウォーキング_募集案内.csv';
export const STEP_SURVEY = '09_保健事業/歩数調査.csv';
export const WALKING_CODE = 'P01';
export const GUIDANCE_CODE = 'H01';
export const LETTER_CODE = 'H02';

export function stepLogPath(fiscalYear: number): string {
  return `09_保健事業/歩数記録_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function guidanceCallPath(fiscalYear: number): string {
  return `09_保健事業/特定保健指導_勧奨記録_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function letterPath(fiscalYear: number): string {
  return `09_保健事業/減塩はがき_送付一覧_${fiscalYearLabel(fiscalYear)}.csv`;
}

const headed = (
  c: WriteContext,
  path: string,
  encoding: 'cp932' | 'utf8bom',
  head: readonly string[],
): FileSink => c.sinks.at(path, encoding, (s) => s.text(`${csv(head)}\r\n`));

export function programmeWriter(c: WriteContext): Writer {
  return {
    person: (h) => {
      if (h.walking !== undefined) writeMember(c, h);
      if (h.walkingEligible) writeInvitation(c, h);
      writeSurvey(c, h);
      writeLetters(c, h);
      writeCalls(c, h);
    },
    finish: () => {
      writeRegister(c);
      writeCosts(c);
    },
  };
}

function writeMember(c: WriteContext, h: PersonHistory): void {
  const { walking, person } = h;
  if (walking === undefined) return;
  const id = appId(c.seed, person);
  const members = headed(c, WALKING_MEMBERS, 'utf8bom', [
    'アプリID',
    '登録日',
    '性別',
    '年代',
    '登録経路',
    '利用状況',
    '退会日',
  ]);
  const decade =
    Math.floor((h.years.find((y) => y.fiscalYear === partsOf(walking.joined).year)?.age ?? 0) / 10) * 10;
  const left =
    walking.left !== undefined && walking.left <= fiscalYearEnd(c.firstYear + c.years - 1)
      ? walking.left
      : undefined;
  members.line(
    csv([
      id,
      separated(walking.joined, '/'),
      person.sex === 1 ? '男性' : '女性',
      `${decade}代`,
      walking.channel,
      left === undefined ? '継続' : '退会',
      left === undefined ? '' : separated(left, '/'),
    ]),
  );
  writeLink(c, h, id);
  writeSteps(c, h, id);
}

/** App id → resident number; the town hall typed 記号番号 for some. */
function writeLink(c: WriteContext, h: PersonHistory, id: string): void {
  const link = headed(c, WALKING_LINK, 'cp932', [
    'アプリID',
    '宛名番号',
    '被保険者証記号',
    '被保険者証番号',
    '生年月日',
    '性別',
  ]);
  const { person } = h;
  const insured = insurerOn(h.spells, h.walking?.joined ?? 0) === 'kokuho';
  const number = insured ? insuredNumber(person) : '';
  const wide = insured && c.dirt.every(15, 'full_width_number', WALKING_LINK, '全角の番号');
  link.line(
    csv([
      id,
      residentNumber(person),
      insured ? INSURED_SYMBOL : '',
      wide ? fullWidth(number) : number,
      eraLetter(person.birth),
      person.sex,
    ]),
  );
}

/** Monthly mean steps from the app, with its usual faults. */
function writeSteps(c: WriteContext, h: PersonHistory, id: string): void {
  for (const year of h.years) {
    if (h.walking === undefined || year.steps === undefined) continue;
    const path = stepLogPath(year.fiscalYear);
    const rng = new Rng(c.seed, h.person.index, 11, year.fiscalYear);
    for (let i = 0; i < 12; i++) {
      const month = dayOf(year.fiscalYear + (i >= 9 ? 1 : 0), ((i + 3) % 12) + 1, 1);
      const noise = rng.normal();
      if (!walksOn(h.walking, month) || insurerOn(h.spells, month) === undefined) continue;
      if (c.small && i !== 3 && i !== 7 && i !== 11) continue;
      const sink = headed(c, path, 'utf8bom', ['アプリID', '年月', '平均歩数', '計測日数']);
      writeStepMonth(c, sink, { id, month, steps: Math.max(500, Math.round(year.steps + 600 * noise)) });
    }
  }
}

function writeStepMonth(
  c: WriteContext,
  sink: FileSink,
  x: { id: string; month: number; steps: number },
): void {
  const { year, month } = partsOf(x.month);
  const period = `${year}/${pad(month, 2)}`;
  let days = 18 + ((x.steps + month) % 13);
  let steps = x.steps;
  if (c.dirt.every(67, 'not_worn', sink.path, '歩数 0（装着していない）')) [steps, days] = [0, 0];
  else if (c.dirt.every(149, 'impossible_steps', sink.path, '歩数が 10 万を超える誤り')) steps = 123456;
  const line = csv([x.id, period, steps, days]);
  sink.line(line);
  if (c.dirt.every(83, 'exact_duplicate', sink.path, '同期のやり直しによる重複行')) sink.line(line);
}

function writeInvitation(c: WriteContext, h: PersonHistory): void {
  const channels = ['ポスティング', 'ダイレクトメール', '広報紙'] as const;
  const channel = channels[h.person.ward === 0 ? 0 : 1 + (h.person.household % 2)] ?? '広報紙';
  const start = dayOf(walkingYear(c), 4, 1);
  headed(c, WALKING_INVITED, 'cp932', ['宛名番号', '案内日', '経路']).line(
    csv([residentNumber(h.person), compact(start), channel]),
  );
}

function writeSurvey(c: WriteContext, h: PersonHistory): void {
  for (const survey of h.surveys) {
    const sink = headed(c, STEP_SURVEY, 'cp932', ['宛名番号', '調査年月', '１日平均歩数']);
    const blank = c.dirt.every(73, 'blank_value', STEP_SURVEY, '歩数が空白');
    sink.line(csv([residentNumber(h.person), `${survey.fiscalYear}年11月`, blank ? '' : survey.steps]));
  }
}

function writeLetters(c: WriteContext, h: PersonHistory): void {
  for (const { letter } of h.years) {
    if (letter === undefined) continue;
    const path = letterPath(letter.fiscalYear);
    const sink = headed(c, path, 'cp932', [
      '被保険者証記号',
      '被保険者証番号',
      '枝番',
      '生年月日',
      '性別',
      '送付日',
      '返信',
    ]);
    const { person } = h;
    sink.line(
      csv([
        INSURED_SYMBOL,
        insuredNumber(person),
        `0${person.branch}`,
        eraLetter(person.birth, '/'),
        person.sex,
        compact(letter.day),
        letter.replied ? 'あり' : '',
      ]),
    );
  }
}

/** Who was called to 特定保健指導, how and when, and who applied; the way is blank where nobody noted it. */
function writeCalls(c: WriteContext, h: PersonHistory): void {
  for (const { guidance } of h.years) {
    if (guidance?.call === undefined) continue;
    const { fiscalYear, call, dropped } = guidance;
    headed(c, guidanceCallPath(fiscalYear), 'cp932', [
      '事業コード',
      '宛名番号',
      '勧奨日',
      '案内方法',
      '申込日',
      '中止日',
    ]).line(
      csv([
        GUIDANCE_CODE,
        residentNumber(h.person),
        separated(call.day, '/'),
        call.channel ?? '',
        call.applied === undefined ? '' : separated(call.applied, '/'),
        dropped === undefined ? '' : separated(dropped, '/'),
      ]),
    );
    if (call.channel === undefined) c.dirt.add('blank_value', guidanceCallPath(fiscalYear), '案内方法が空白');
  }
}

const REGISTER_HEAD = [
  '事業コード',
  '事業名',
  'アプローチ',
  '所管課',
  '開始日',
  '終了日',
  '対象',
  '成果指標',
];

function writeRegister(c: WriteContext): void {
  const sink = headed(c, PROGRAMME_REGISTER, 'cp932', REGISTER_HEAD);
  const walking = separated(dayOf(walkingYear(c), 4, 1), '-');
  const first = separated(dayOf(c.firstYear, 4, 1), '-');
  const rows = [
    `${WALKING_CODE},健康ウォーキングポイント,ポピュレーション,健康増進課,${walking},,40歳以上の市民,歩数・収縮期血圧・年間医療費`,
    `${GUIDANCE_CODE},特定保健指導,ハイリスク,国保年金課,${first},,階層化による対象者,ＨｂＡ１ｃ・体重`,
    `${LETTER_CODE},減塩はがき,ハイリスク,健康増進課,${first},,収縮期血圧140以上の受診者,収縮期血圧`,
  ];
  for (const row of rows) sink.line(row);
}

function writeCosts(c: WriteContext): void {
  const sink = headed(c, PROGRAMME_COSTS, 'cp932', ['年度', '事業コード', '費目', '金額(円)']);
  const put = (fiscalYear: number, code: string, item: string, yen: number): void => {
    sink.line(csv([fiscalYearLabel(fiscalYear), code, item, thousands(yen)]));
    c.dirt.add('thousands_separator', PROGRAMME_COSTS, '桁区切りのある金額');
  };
  for (let i = 0; i < c.years; i++) {
    const fiscalYear = c.firstYear + i;
    if (fiscalYear >= walkingYear(c)) {
      put(fiscalYear, WALKING_CODE, '委託料（アプリ運用）', 2_400_000);
      put(fiscalYear, WALKING_CODE, 'ポイント原資', 1_150_000 + 40_000 * i);
    }
    put(fiscalYear, GUIDANCE_CODE, '委託料', 1_980_000 + 25_000 * i);
    put(fiscalYear, GUIDANCE_CODE, '会計年度任用職員', 1_260_000);
    put(fiscalYear, LETTER_CODE, '印刷・郵送料', 96_000 + 1_500 * i);
  }
}
