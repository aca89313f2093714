import { labelKey } from './headings.ts';
import type { ColumnProfile } from './profile.ts';
import type { HeadingChange, Recipe } from './recipe.ts';

/** How this year's file differs from the one a recipe was made from. */
export interface TableChange extends HeadingChange {
  /** Columns whose values have another shape now. */
  readonly shapes: readonly { readonly heading: string; readonly from: string; readonly to: string }[];
  /** Columns in which entries of the code list occur that did not before; the entries of the published list. */
  readonly codes: readonly { readonly heading: string; readonly added: readonly string[] }[];
}

/** Adds what the values' shapes and codes say to what the headings say. */
export function tableChange(
  change: HeadingChange,
  recipe: Recipe,
  columns: readonly ColumnProfile[],
): TableChange {
  const now = new Map(columns.map((column) => [labelKey(column.heading), column]));
  const shapes = Object.entries(recipe.shapes ?? {}).flatMap(([heading, from]) => {
    const to = now.get(labelKey(heading))?.pattern ?? '';
    return to !== '' && kindOf(to) !== kindOf(from) ? [{ heading, from, to }] : [];
  });
  const codes = Object.entries(recipe.codes ?? {}).flatMap(([heading, before]) => {
    const added = (now.get(labelKey(heading))?.codes ?? []).filter((code) => !before.includes(code));
    return added.length > 0 ? [{ heading, added }] : [];
  });
  return { ...change, shapes, codes };
}

/** 99.9 and 999.9 are one kind of shape; 99999999 and 字9.9.9 are two. */
function kindOf(shape: string): string {
  return shape.replace(/9+/g, '9').replace(/A+/g, 'A').replace(/字+…?/g, '字').replace(/…$/, '');
}
