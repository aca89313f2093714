/** The invented municipality: places, institutions, calendar of the programmes. Nothing here exists. */
import { dayOf } from './calendar.ts';
import municipality from './codes/municipality.json' with { type: 'json' };

export const TOWN = municipality;
export const INSURER = municipality.insurer_number;
/** The insurer number as UKE writes it: eight places, blanks on the left. */
export const INSURER_UKE = INSURER.replace(/^0+/, '').padStart(8, ' ');
export const INSURER_75 = municipality.insurer_number_75;
export const INSURED_SYMBOL = '架国';

export interface School {
  readonly name: string;
  readonly area: number;
  readonly wards: readonly [string, string];
}

export const AREAS: readonly string[] = ['北部', '中部', '南部'];

/** Elementary-school districts, each inside one care area (日常生活圏域). */
export const SCHOOLS: readonly School[] = [
  { name: '第一小', area: 0, wards: ['①北町', '②上町'] },
  { name: '第二小', area: 0, wards: ['③山手', '④高台'] },
  { name: '北小', area: 0, wards: ['⑤新田', '⑥森下'] },
  { name: '中央小', area: 1, wards: ['⑦本町', '⑧栄町'] },
  { name: '東小', area: 1, wards: ['⑨東町', '⑩川端'] },
  { name: '南小', area: 2, wards: ['⑪浜町', '⑫港'] },
  { name: '西小', area: 2, wards: ['⑬西町', '⑭田端'] },
];
/** Shares of residents by school district, same order as SCHOOLS. */
export const SCHOOL_WEIGHTS: readonly number[] = [17, 12, 8, 21, 16, 15, 11];

export interface Institution {
  readonly code: string;
  readonly name: string;
}

export const HOSPITAL: Institution = { code: '9999999', name: '架空市民病院' };
export const CLINIC: Institution = { code: '9999991', name: '見本内科クリニック' };
export const ORTHOPAEDICS: Institution = { code: '9999992', name: '例示整形外科' };
export const DIALYSIS: Institution = { code: '9999993', name: '仮称腎クリニック' };
export const MEDICAL: readonly Institution[] = [HOSPITAL, CLINIC, ORTHOPAEDICS, DIALYSIS];
export const PHARMACIES: readonly Institution[] = [
  { code: '9999998', name: '架空薬局' },
  { code: '9999997', name: '見本調剤薬局' },
];
/** Ten-digit checkup facilities: group checkup centre, clinics, and the hospital that sends XML. */
export const CHECKUP_FACILITIES: readonly Institution[] = [
  { code: '1399999999', name: '架空健診センター' },
  { code: '1319999991', name: '見本内科クリニック' },
  { code: '1319999999', name: '架空市民病院' },
];
export const XML_FACILITY = 2;

export const PREFECTURE = '13';

/** Ages 40–74 at the end of the fiscal year are the target of 特定健診. */
export const CHECKUP_AGES = { from: 40, to: 74 } as const;

/** The first day on which the 令和6年度 questionnaire and item set (第4期) is in use. */
export const PERIOD4_FIRST_YEAR = 2024;
/** 枝番 on receipts from this month on (2021-09). */
export const BRANCH_NUMBER_FROM = dayOf(2021, 9, 1);
