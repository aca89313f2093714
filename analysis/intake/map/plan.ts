import type { FieldType } from '../fields/types.ts';
import { ITEM_CODE, itemTarget } from '../layouts/item-codes.ts';
import type { FieldTarget, Layout, LayoutField } from '../layouts/types.ts';
import { typeInUnit } from './column-unit.ts';
import { fieldFor, fieldId, KEEP_FIELD, targetName } from './fields.ts';
import { columnLabel, directIdentifier, findHeading, type Heading } from './headings.ts';

/** One column of the file that feeds a field. */
export interface PlannedSource {
  readonly index: number;
  readonly heading: string;
  readonly type: FieldType;
  /** Lower is preferred; equal ranks of a measure are averaged. */
  readonly rank: number;
  readonly convert?: 'jds_to_ngsp';
  /** Column that says L or H for this value. */
  readonly flagIndex?: number;
}

export interface PlannedField {
  readonly to: FieldTarget;
  readonly sources: readonly PlannedSource[];
  readonly required: boolean;
}

/** A column whose results are kept as further checkup items. */
export interface PlannedItem {
  readonly index: number;
  readonly heading: string;
  readonly code: string;
  readonly type: FieldType;
}

export interface ColumnPlan {
  readonly fields: readonly PlannedField[];
  readonly items: readonly PlannedItem[];
  /** Columns that no field took. */
  readonly unused: readonly Heading[];
  /** Fields that the file does not have in any form. */
  readonly missing: readonly LayoutField[];
}

/** What the user or a recipe decided about columns: index → field id, or null for a column that is not used. */
export type FixedColumns = ReadonlyMap<number, string | null>;

const NOTHING_FIXED: FixedColumns = new Map();

/** Matches the columns of a file to the fields of a layout: first what is fixed, then by heading. */
export function planByHeadings(
  layout: Layout,
  headings: readonly Heading[],
  fixed: FixedColumns = NOTHING_FIXED,
): ColumnPlan {
  const taken = new Set<number>();
  const kept: Heading[] = [];
  const fields = new Map<string, { field: PlannedField; sources: PlannedSource[] }>();
  const missing: LayoutField[] = [];
  const put = (to: FieldTarget, source: PlannedSource, field?: LayoutField) => {
    const key = targetName(to);
    const known = fields.get(key);
    taken.add(source.index);
    if (known) {
      known.sources.push(source);
      return;
    }
    const sources = [source];
    const planned: PlannedField = {
      to,
      sources,
      required: field?.required ?? false,
    };
    fields.set(key, { field: planned, sources });
  };
  const putField = (field: LayoutField, heading: Heading, type: FieldType) => {
    put(field.to, sourceOf({ ...field, type }, heading, headings, taken), field);
    if (!field.second) return;
    const second = { ...field, ...field.second, required: false };
    const secondType = typeInUnit(layout, second, heading) ?? second.type;
    put(second.to, sourceOf({ ...second, type: secondType }, heading, headings, taken), second);
  };
  for (const heading of headings) {
    const id = fixed.get(heading.index);
    if (id === KEEP_FIELD) kept.push(heading);
    const field =
      typeof id === 'string' ? ofOneNumber(layout, fieldFor(layout, id, heading), fixed) : undefined;
    // Whoever gives a column its meaning knows its unit where the table does not.
    const type = field && (typeInUnit(layout, field, heading) ?? field.type);
    if (field) putField(field, heading, type!);
  }
  const decided = new Set(fields.keys());
  // A field that this layout does not have leaves the column open: 17-digit codes say themselves what they are.
  const open = headings.filter(
    ({ index }) => !taken.has(index) && fixed.get(index) !== null && fixed.get(index) !== KEEP_FIELD,
  );
  for (const field of layout.fields) {
    if (decided.has(targetName(field.to))) continue;
    const found = findHeading(
      open.filter((heading) => !taken.has(heading.index)),
      field.headings,
    );
    const type = found && typeInUnit(layout, field, found);
    if (found && type) putField(field, found, type);
    else missing.push(field);
  }
  const items = [
    ...keptColumns(kept),
    ...(layout.itemCodeHeadings
      ? planItemCodes(open, put)
      : layout.keepsOtherColumns
        ? keptColumns(open.filter((heading) => !taken.has(heading.index)))
        : []),
  ];
  for (const item of items) taken.add(item.index);
  return {
    fields: [...fields.values()].map(({ field }) => field),
    items,
    unused: headings.filter((heading) => !taken.has(heading.index)),
    missing: missing.filter(
      ({ to }, at) =>
        !fields.has(targetName(to)) &&
        missing.findIndex((other) => targetName(other.to) === targetName(to)) === at,
    ),
  };
}

/** A field of two numbers a cell is one of one number where another column was given the second number's meaning. */
function ofOneNumber(
  layout: Layout,
  field: LayoutField | undefined,
  fixed: FixedColumns,
): LayoutField | undefined {
  if (!field?.second || ![...fixed.values()].includes(targetName(field.second.to))) return field;
  return layout.fields.find((other) => fieldId(other) === fieldId(field) && !other.second);
}

/** The plan without some columns: fields that only they fed are gone, too. */
export function withoutColumns(plan: ColumnPlan, dropped: readonly Heading[]): ColumnPlan {
  const gone = new Set(dropped.map(({ index }) => index));
  const stays = ({ index }: { readonly index: number }) => !gone.has(index);
  return {
    ...plan,
    fields: plan.fields
      .map((field) => ({ ...field, sources: field.sources.filter(stays) }))
      .filter(({ sources }) => sources.length > 0),
    items: plan.items.filter(stays),
    unused: [...plan.unused.filter(stays), ...dropped].sort((a, b) => a.index - b.index),
  };
}

function sourceOf(
  field: LayoutField,
  found: Heading,
  headings: readonly Heading[],
  taken: Set<number>,
): PlannedSource {
  const flag = field.rangeFlag ? findHeading(headings, field.rangeFlag) : undefined;
  if (flag) taken.add(flag.index);
  return {
    index: found.index,
    heading: found.text,
    type: field.type,
    rank: field.rank ?? 0,
    ...(field.convert ? { convert: field.convert } : {}),
    ...(flag ? { flagIndex: flag.index } : {}),
  };
}

/** Columns that are kept under their heading; those of direct identifiers never are. */
function keptColumns(headings: readonly Heading[]): PlannedItem[] {
  return headings
    .filter((heading) => heading.key !== '' && directIdentifier(heading) === undefined)
    .map((heading) => ({
      index: heading.index,
      heading: heading.text,
      code: columnLabel(heading),
      type: { kind: 'loose' },
    }));
}

function planItemCodes(
  headings: readonly Heading[],
  put: (to: FieldTarget, source: PlannedSource) => void,
): PlannedItem[] {
  const items: PlannedItem[] = [];
  for (const heading of headings) {
    if (!ITEM_CODE.test(heading.key)) continue;
    const target = itemTarget(heading.key);
    if (!target) continue;
    if (target.column === undefined) {
      items.push({ index: heading.index, heading: heading.text, code: heading.key, type: target.type });
    } else {
      put(
        { column: target.column },
        {
          index: heading.index,
          heading: heading.text,
          type: target.type,
          rank: target.rank,
          ...(target.convert ? { convert: target.convert } : {}),
        },
      );
    }
  }
  return items;
}

/** Plan for a file without headings: fields by position. */
export function planByPosition(layout: Layout): ColumnPlan {
  return {
    fields: layout.fields
      .filter((field) => field.position !== undefined)
      .map((field) => ({
        to: field.to,
        required: field.required ?? false,
        sources: [
          { index: field.position!, heading: `${field.position! + 1}列目`, type: field.type, rank: 0 },
        ],
      })),
    items: [],
    unused: [],
    missing: [],
  };
}
