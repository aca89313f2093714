import type { CandidateRow, CandidateTable, Column, Dimension } from '../domain/statistic.ts';
import { sqlText } from '../measures/conditions/literal.ts';
import { periodText } from '../measures/context.ts';
import { ageAtMonthEnd, spellSql, yearStart } from '../measures/frames.ts';
import {
  ALL,
  ageStratum,
  bandSql,
  broadAgeStratum,
  districtStratum,
  largeDistricts,
  type Stratum,
  sexStratum,
  withoutEmptyRemainders,
} from '../measures/strata.ts';
import {
  NOBODY,
  type People,
  peopleKeySql,
  peopleKeyText,
  personKeySql,
  readPeopleKey,
  rowPeople,
  withMore,
} from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { countColumn, shareColumn, stepColumn, subsetColumn } from './approaches/columns.ts';
import { channelLevels, channelSql, UNKNOWN_CHANNEL } from './channels.ts';

export interface ReachRequest {
  readonly programme: string;
  readonly year: number;
}

const ADULTS = { from: 18, to: null } as const;

/**
 * Reach of one programme and its equity: insured adults → took part in the year → completed or still in at the
 * end, by sex, age and district (three tables with the same whole).
 */
export async function programmeReach(
  warehouse: Warehouse,
  { programme, year }: ReachRequest,
): Promise<readonly CandidateTable[]> {
  const groups = await warehouse.all(reachSql(programme, year));
  const everybody = await everybodySet(warehouse, programme, year);
  const strata: readonly (readonly [string, Stratum, string])[] = [
    ['sex', sexStratum(), 'sex'],
    ['age', ageStratum(ADULTS), 'band'],
    ['district', await districtStratum(warehouse), 'district'],
  ];
  return strata.map(([by, stratum, key]) => {
    const totals = new Map<string, readonly People[]>();
    for (const row of groups) {
      for (const code of stratum.lineage(String(row[key]))) {
        const held = totals.get(code) ?? REACHED.map(() => NOBODY);
        totals.set(
          code,
          REACHED.map((step, i) => withMore(held[i]!, row[step], row[`${step}_people`])),
        );
      }
    }
    return withoutEmptyRemainders(
      tableOf({
        id: 'programme.reach',
        parameters: { programme, year, by },
        title: `事業の到達と公平さ（${splitName(stratum)}）`,
        year,
        dimension: stratum.dimension,
        columns: REACH_COLUMNS,
        rows: stratum.dimension.levels.map(({ code }) => ({
          at: [code],
          ...reachRow(totals.get(code) ?? REACHED.map(() => NOBODY)),
          // The costs are divided by all who took part, insured adults or not.
          ...(code === ALL && everybody !== undefined ? { inside: { joined: [everybody] } } : {}),
        })),
        caveats: ['対象は国保・後期の加入者に限る。参加者のうち加入者と突合できた人だけを数える。'],
      }),
    );
  });
}

const REACH_COLUMNS: readonly Column[] = [
  countColumn('residents', '18歳以上の加入者'),
  subsetColumn('joined', '参加した人', 'residents'),
  stepColumn('stayed', '年度末まで続けた・終えた人', 'joined'),
  shareColumn('reach', '到達率', 'joined', 'residents'),
  shareColumn('persistence', '継続率', 'stayed', 'joined'),
];

/** Columns of the reach that count people. */
const REACHED = ['residents', 'joined', 'stayed'] as const;

function reachRow(steps: readonly People[]): Pick<CandidateRow, 'values' | 'people'> {
  const [residents = 0, joined = 0, stayed = 0] = steps.map(({ persons }) => persons);
  const share = (k: number, n: number) => (n > 0 ? (100 * k) / n : null);
  const values = [residents, joined, stayed, share(joined, residents), share(stayed, joined)];
  return { values, ...rowPeople(Object.fromEntries(REACHED.map((step, i) => [step, steps[i] ?? NOBODY]))) };
}

/** Participation in a programme on at least one day of a fiscal year. */
function takingPart(year: number): string {
  return `joined_date < ${yearStart(year + 1)} AND coalesce(left_date, DATE '9999-12-31') >= ${yearStart(year)}`;
}

function everybodySql(programme: string, year: number): string {
  return `SELECT DISTINCT person_id FROM participation WHERE programme_id = ${sqlText(programme)} AND ${takingPart(year)}`;
}

async function everybodySet(
  warehouse: Warehouse,
  programme: string,
  year: number,
): Promise<string | undefined> {
  const [row] = await warehouse.all(
    `SELECT ${peopleKeySql()} AS people FROM (SELECT *, ${personKeySql('person_id')} FROM (${everybodySql(programme, year)}))`,
  );
  const key = readPeopleKey(row?.people);
  return key === null ? undefined : peopleKeyText(key);
}

/**
 * The people of a programme whose number in a fiscal year its screen prints, as SQL of their `person_id`: all who took
 * part, and the insured adults of them.
 */
export function participantSets(programme: string, year: number): readonly string[] {
  return [
    everybodySql(programme, year),
    `SELECT person_id FROM (${insuredSql(year)}) SEMI JOIN (${everybodySql(programme, year)}) USING (person_id)`,
  ];
}

/** Insured adults of a fiscal year: `person_id, sex, band, district`. */
function insuredSql(year: number): string {
  const age = ageAtMonthEnd('p', `DATE '${year + 1}-03-31'`);
  return `SELECT p.person_id, p.sex, ${bandSql(age)} AS band, coalesce(m.district_code, '') AS district
    FROM person p JOIN (${placeSql(year)}) m USING (person_id)
    WHERE ${age} >= ${ADULTS.from}`;
}

/** Where the insured of a fiscal year lived last: `person_id, district_code`. */
function placeSql(year: number): string {
  return `SELECT person_id, arg_max(district_code, from_date) AS district_code
    FROM (${spellSql('any', yearStart(year), yearStart(year + 1))}) GROUP BY person_id`;
}

function reachSql(programme: string, year: number): string {
  return `WITH part AS (SELECT person_id,
        bool_or(completed_date IS NOT NULL OR left_date IS NULL OR left_date >= ${yearStart(year + 1)}) AS stayed
      FROM participation WHERE programme_id = ${sqlText(programme)} AND ${takingPart(year)} GROUP BY person_id)
    SELECT p.sex, p.band, p.district, count(*) AS residents,
      count(part.person_id) AS joined, count(*) FILTER (part.stayed) AS stayed, ${peopleKeySql()} AS residents_people,
      ${peopleKeySql('part.person_id IS NOT NULL')} AS joined_people, ${peopleKeySql('part.stayed')} AS stayed_people
    FROM (SELECT *, ${personKeySql('person_id')} FROM (${insuredSql(year)})) p LEFT JOIN part USING (person_id) GROUP BY ALL`;
}

/** What the imported rosters tell of a programme: who joined, whom it wrote to and no more, or nothing. */
export type Roster = 'joined' | 'invited' | 'none';

/**
 * What the rosters tell of a programme at all. Where no day of joining is in them, nobody is known to have taken part:
 * that is no reach of 0 %.
 */
export async function rosterOf(warehouse: Warehouse, programme: string): Promise<Roster> {
  const [row] = await warehouse.all(
    `SELECT count(*) AS records, count(joined_date) AS joined FROM participation WHERE programme_id = ${sqlText(programme)}`,
  );
  if (Number(row?.joined) > 0) return 'joined';
  return Number(row?.records) > 0 ? 'invited' : 'none';
}

/**
 * Outreach channels of one programme: persons approached through each channel, those who joined afterwards and those
 * who stayed, for everybody, by sex, by broad ages and by (large) districts: four tables. Who was approached without a
 * recorded channel is a row of its own; a person can be approached through several channels. Of a programme that records
 * invitations alone, those who were approached.
 */
export async function channelConversion(
  warehouse: Warehouse,
  { programme, year }: ReachRequest,
  roster: Exclude<Roster, 'none'> = 'joined',
): Promise<readonly CandidateTable[]> {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const age = ageAtMonthEnd('p', `DATE '${year + 1}-03-31'`);
  const found =
    await warehouse.all(`SELECT channel, sex, band, district, count(*) AS invited, count(*) FILTER (joined) AS joined,
      count(*) FILTER (joined AND stayed) AS stayed
    FROM (SELECT coalesce(${channelSql('a.channel')}, '${UNKNOWN_CHANNEL}') AS channel, p.sex, ${bandSql(age)} AS band, coalesce(m.district_code, '') AS district, a.person_id,
        bool_or(a.joined_date IS NOT NULL AND a.joined_date >= a.invited_date) AS joined,
        bool_or(a.completed_date IS NOT NULL OR a.left_date IS NULL OR a.left_date >= ${end}) AS stayed
      FROM participation a JOIN person p USING (person_id)
      LEFT JOIN (${placeSql(year)}) m USING (person_id)
      WHERE a.programme_id = ${sqlText(programme)} AND a.invited_date >= ${start} AND a.invited_date < ${end} GROUP BY ALL)
    GROUP BY ALL ORDER BY channel`);
  const channels = [...new Set(found.map((row) => String(row.channel)))];
  const districts = await districtStratum(warehouse);
  const segments: readonly (readonly [string, Stratum | undefined, string])[] = [
    ['none', undefined, 'sex'],
    ['sex', sexStratum(), 'sex'],
    // Few join through one channel at one age: broad ages say for whom a channel works, and hide less.
    ['age', broadAgeStratum(ADULTS), 'band'],
    ['district', largeDistricts(districts) ?? districts, 'district'],
  ];
  return segments.map(([by, stratum, key]) => {
    const totals = new Map<string, number[]>();
    for (const row of found) {
      const leaves = stratum ? stratum.lineage(String(row[key])) : [''];
      for (const leaf of leaves) {
        const at = [String(row.channel), leaf].join('\u0001');
        const held = totals.get(at) ?? [0, 0, 0];
        const steps = [Number(row.invited), Number(row.joined), Number(row.stayed)];
        totals.set(
          at,
          held.map((n, i) => n + (steps[i] ?? 0)),
        );
      }
    }
    return channelTable({ programme, year, by, stratum, channels, totals, roster });
  });
}

interface ChannelTable extends ReachRequest {
  readonly by: string;
  readonly stratum: Stratum | undefined;
  readonly channels: readonly string[];
  readonly totals: ReadonlyMap<string, readonly number[]>;
  readonly roster: Roster;
}

const CHANNEL_COLUMNS: readonly Column[] = [
  countColumn('invited', '案内した人'),
  subsetColumn('joined', '参加した人', 'invited'),
  stepColumn('stayed', '年度末まで続けた・終えた人', 'joined'),
  shareColumn('conversion', '参加率', 'joined', 'invited'),
  shareColumn('persistence', '継続率', 'stayed', 'joined'),
];

const LAST_CHANNEL = '同じ年度に何度か案内した人は、最後の手段に数える。';

/** What a table of channels says, with those who joined or without. */
const CHANNEL_WORDS = {
  joined: {
    method: '参加率は、案内の後に参加した人÷案内した人。継続率は、年度末まで続けたか終えた人÷参加した人。',
    title: '案内の手段別の参加率',
    caveats: [
      '手段は対象者に合わせて選ばれているため、参加率の差は手段の効果とは限らない。',
      `案内の後に参加した人を数える。${LAST_CHANNEL}`,
    ],
  },
  invited: { method: '年度中に案内した人。', title: '案内の手段別の人数', caveats: [LAST_CHANNEL] },
} as const;

function channelTable(request: ChannelTable): CandidateTable {
  const { programme, year, by, stratum, channels, totals } = request;
  const joins = request.roster === 'joined';
  const { method, title, caveats } = CHANNEL_WORDS[joins ? 'joined' : 'invited'];
  const levels = channelLevels(channels);
  const channel = { id: 'channel', label: '案内の手段', partition: false, levels };
  const codes = stratum ? stratum.dimension.levels.map(({ code }) => code) : [''];
  const table = tableOf({
    id: 'programme.channels',
    parameters: { programme, year, by },
    method,
    title: `${title}${stratum ? `（${splitName(stratum)}）` : ''}`,
    population: 'この事業で年度中に案内した人（名簿と突合できた人）',
    year,
    dimension: channel,
    columns: joins ? CHANNEL_COLUMNS : CHANNEL_COLUMNS.slice(0, 1),
    rows: levels.flatMap(({ code }) =>
      codes.map((leaf) => {
        const [invited = 0, joined = 0, stayed = 0] = totals.get([code, leaf].join('\u0001')) ?? [];
        const share = (k: number, n: number) => (n > 0 ? (100 * k) / n : null);
        return {
          at: stratum ? [code, leaf] : [code],
          values: joins
            ? [invited, joined, stayed, share(joined, invited), share(stayed, joined)]
            : [invited],
        };
      }),
    ),
    caveats,
  });
  return stratum ? withoutEmptyRemainders({ ...table, dimensions: [channel, stratum.dimension] }) : table;
}

/**
 * Yen of a programme in a fiscal year as the municipality's own records of costs add up; null where there are none. No
 * data about persons, and public.
 */
export async function programmeBudget(
  warehouse: Warehouse,
  { programme, year }: ReachRequest,
): Promise<number | null> {
  const [row] = await warehouse.all(
    `SELECT sum(yen)::DOUBLE AS yen FROM programme_cost WHERE programme_id = ${sqlText(programme)} AND fiscal_year = ${year}`,
  );
  return row?.yen == null ? null : Number(row.yen);
}

/**
 * Unit cost of a programme in a fiscal year: persons who took part, yen a person. The yen are public (`programmeBudget`), so
 * that the quotient is hidden wherever the count is. Of one programme alone: told beside another one, its participants
 * would cost its own reach where few of them are not insured adults.
 */
export async function unitCosts(warehouse: Warehouse, request: ReachRequest): Promise<CandidateTable> {
  const { programme, year } = request;
  const cost = await programmeBudget(warehouse, request);
  const found = await warehouse.all(`WITH part AS (SELECT count(*) AS joined, ${peopleKeySql()} AS people
      FROM (SELECT *, ${personKeySql('person_id')} FROM (${everybodySql(programme, year)})))
    SELECT g.programme_id, g.name, part.joined, part.people
    FROM programme g, part WHERE g.programme_id = ${sqlText(programme)}`);
  return tableOf({
    id: 'programme.unit_costs',
    parameters: { programme, year },
    title: '参加者1人当たりの費用',
    population: '事業の参加者名簿にあり、台帳と突合できた人（加入者でない人、18歳未満の人を含む）',
    method: '1人当たりは、事業費の記録の合計÷年度中に一日でも参加していた人。',
    year,
    dimension: {
      id: 'programme',
      label: '事業',
      partition: false,
      levels: found.map((row) => ({ code: String(row.programme_id), label: String(row.name) })),
    },
    columns: [
      countColumn('joined', '参加した人'),
      {
        id: 'yen_per_person',
        label: '1人当たり',
        kind: 'derived',
        formula: 'index',
        from: ['joined'],
        unit: '円',
        decimals: 0,
      },
    ],
    rows: found.map((row): CandidateRow => {
      const joined = Number(row.joined);
      return {
        at: [String(row.programme_id)],
        values: [joined, joined > 0 && cost !== null && cost > 0 ? cost / joined : null],
        ...(typeof row.people === 'string' ? { people: { joined: row.people } } : {}),
      };
    }),
    caveats: ['記録された費用だけの合計。職員の人件費などが含まれていないことがある。'],
  });
}

/** 地区別, 年齢階級別; 性別 says it already. */
function splitName({ dimension: { label } }: Stratum): string {
  return label.endsWith('別') ? label : `${label}別`;
}

interface TableParts {
  readonly id: string;
  readonly parameters: CandidateTable['parameters'];
  readonly title: string;
  readonly population?: string;
  readonly method?: string;
  readonly year: number;
  readonly dimension: Dimension;
  readonly columns: readonly Column[];
  readonly rows: readonly CandidateRow[];
  readonly caveats: readonly string[];
}

function tableOf({
  id,
  parameters,
  title,
  population = '国保・後期の加入者のうち18歳以上',
  method = '年度中に一日でも参加していた人を参加とする。',
  year,
  dimension,
  columns,
  rows,
  caveats,
}: TableParts): CandidateTable {
  return {
    id,
    parameters,
    context: {
      title,
      population,
      period: periodText([year]),
      source: '取り込んだデータ（事業の参加者名簿、事業費、被保険者台帳）',
      method,
      caveats,
    },
    dimensions: [dimension],
    columns,
    rows,
  };
}
