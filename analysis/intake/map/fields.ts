import type { FieldType } from '../fields/types.ts';
import { IDENTITY_ROLES, type IdentityRole } from '../identity/keys.ts';
import { PERSON_FIELDS } from '../layouts/person-fields.ts';
import type { FieldTarget, Layout, LayoutField } from '../layouts/types.ts';
import { directIdentifier, findHeading, type Heading } from './headings.ts';

/** Id of "keep under its own heading", in layouts that keep further columns. */
export const KEEP_FIELD = 'keep';
/** Ids of what a report's columns can be: names of its rows, or numbers. */
export const REPORT_LABEL = 'report.label';
export const REPORT_NUMBER = 'report.number';
const JDS = '@jds';

/** A meaning that a column can be given. */
export interface FieldChoice {
  /** As recipes name it: `sbp`, `id.number`, `hba1c@jds`, `keep`. */
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly kind: FieldType['kind'];
  /** Part of a person's identity: hashed, then dropped. */
  readonly identity: boolean;
}

/** Name of what a field feeds, without the way of conversion. */
export function targetName(target: FieldTarget): string {
  return 'column' in target ? target.column : `id.${target.identity}`;
}

/** Id under which recipes name a field; results in another unit have an id of their own. */
export function fieldId(field: Pick<LayoutField, 'to'> & { readonly convert?: 'jds_to_ngsp' }): string {
  return `${targetName(field.to)}${field.convert ? JDS : ''}`;
}

/** The field that a column feeds when it is given this id; undefined for an id that the layout does not have. */
export function fieldFor(layout: Layout, id: string, heading: Heading): LayoutField | undefined {
  // A column with the name of a direct identifier stays unread, whatever a recipe says; kana feed a key only.
  const direct = directIdentifier(heading);
  if (direct !== undefined && id !== 'id.kana' && !(direct === 'privacy.my_number' && isFkac(layout))) {
    return undefined;
  }
  const fields = [...layout.fields, ...furtherIdentifiers(layout)].filter((field) => fieldId(field) === id);
  return fields.find((field) => findHeading([heading], field.headings) !== undefined) ?? fields[0];
}

function isFkac(layout: Layout): boolean {
  return layout.frame.kind === 'fkac';
}

/** Every identifier may be in any person-level table, also where the layout does not expect it. */
function furtherIdentifiers(layout: Layout): LayoutField[] {
  const known = new Set(layout.fields.map(fieldId));
  if (![...known].some((id) => id.startsWith('id.'))) return [];
  const usual = new Map(PERSON_FIELDS.map((field) => [fieldId(field), field]));
  return IDENTITY_ROLES.filter((role) => !known.has(`id.${role}`)).map(
    (role) => usual.get(`id.${role}`) ?? identityField(role),
  );
}

function identityField(role: IdentityRole): LayoutField {
  return { to: { identity: role }, headings: [], type: { kind: role === 'kana' ? 'kana' : 'identifier' } };
}

const LABELS: Readonly<Record<string, string>> = {
  'id.use_ticket': '利用券整理番号',
  [`hba1c${JDS}`]: 'ＨｂＡ１ｃ（JDS値。NGSP値に換算）',
};

/** What the columns of a printed report can be. */
export const REPORT_CHOICES: readonly FieldChoice[] = [
  {
    id: REPORT_LABEL,
    label: '行の名前（性別・年齢・病名など）',
    required: false,
    kind: 'text',
    identity: false,
  },
  { id: REPORT_NUMBER, label: '数値', required: false, kind: 'amount', identity: false },
];

/** The meanings that columns of a layout can have, in the order of the layout. */
export function fieldChoices(layout: Layout): FieldChoice[] {
  const choices = new Map<string, FieldChoice>();
  for (const field of [...layout.fields, ...furtherIdentifiers(layout)]) {
    const id = fieldId(field);
    if (choices.has(id)) continue;
    choices.set(id, {
      id,
      label: LABELS[id] ?? field.headings[0] ?? id,
      required: field.required ?? false,
      kind: field.type.kind,
      identity: 'identity' in field.to,
    });
  }
  if (layout.keepsOtherColumns) {
    choices.set(KEEP_FIELD, {
      id: KEEP_FIELD,
      label: 'この見出しのまま残す',
      required: false,
      kind: 'loose',
      identity: false,
    });
  }
  return [...choices.values()];
}
