/** Columns of a flat checkup file: a heading and how to fill it. */
import type { Checkup, Person } from '../people/types.ts';
import { yesNo } from './answers.ts';

export interface CheckupRow {
  readonly person: Person;
  readonly checkup: Checkup;
  /** 番号 as this row spells it. */
  readonly number: string;
}

export type Cell = string | number | undefined;

export interface Column {
  readonly header: string;
  readonly value: (row: CheckupRow) => Cell;
}

export const column = (header: string, value: (row: CheckupRow) => Cell = () => ''): Column => ({
  header,
  value,
});
export const fixed = (decimals: number, read: (c: Checkup) => number) => (row: CheckupRow) =>
  read(row.checkup).toFixed(decimals);
export const whole = (read: (c: Checkup) => number) => (row: CheckupRow) => read(row.checkup);
export const answer = (read: (c: Checkup) => boolean) => (row: CheckupRow) => yesNo(read(row.checkup));
