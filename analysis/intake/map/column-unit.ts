import type { FieldType } from '../fields/types.ts';
import { type Layout, type LayoutField, SPREAD } from '../layouts/types.ts';
import { hasUnit, unitConversion } from '../layouts/units.ts';
import { findHeading, type Heading } from './headings.ts';

/** The column of `checkup` whose unit a field is kept in; undefined where it is none of those. */
function unitColumn({ stage }: Layout, { to }: LayoutField): string | undefined {
  if (!('column' in to)) return undefined;
  const column =
    stage === 'checkup' ? to.column : stage === 'measurement' ? to.column.replace(SPREAD, '') : undefined;
  return column !== undefined && hasUnit(column) ? column : undefined;
}

/** Whether a field has this very heading, with the unit if it has one. */
function isNamed({ headings }: LayoutField, { measured: _, ...bare }: Heading): boolean {
  return findHeading([bare], headings) !== undefined;
}

/**
 * How a column is read for a field when its heading ends with a unit: converted where that is known; undefined where
 * the heading without its unit fits a field whose unit is another one, or that has none.
 */
export function typeInUnit(layout: Layout, field: LayoutField, heading: Heading): FieldType | undefined {
  const { type } = field;
  if (!heading.measured) return type;
  const column = unitColumn(layout, field);
  if (column === undefined || type.kind !== 'measure') return isNamed(field, heading) ? type : undefined;
  const conversion = unitConversion(column, heading.measured.unit);
  if (conversion === 'same') return type;
  return conversion === 'unknown' ? undefined : { ...type, scale: conversion };
}

/** Whether a heading names a field of the layout in a unit that nothing is known of. */
export function isOfUnknownUnit(layout: Layout, heading: Heading): boolean {
  return (
    heading.measured !== undefined &&
    layout.fields.some(
      (field) =>
        unitColumn(layout, field) !== undefined &&
        findHeading([heading], field.headings) !== undefined &&
        typeInUnit(layout, field, heading) === undefined,
    )
  );
}
