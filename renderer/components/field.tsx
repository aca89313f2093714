/** Labelled controls of every form: one look, one name for screen readers, one place to change them. */
import type { InputHTMLAttributes, ReactNode } from 'react';
import { usePreferences } from '../app/preferences.tsx';

/** What is handed on, and what is read. */
export type Option = readonly [value: string, label: string];

interface LabelledProps {
  readonly label: ReactNode;
  /** Above the control instead of beside it. */
  readonly block?: boolean | undefined;
  readonly hint?: string | undefined;
}

function Labelled({ label, block, hint, children }: LabelledProps & { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={block === true ? 'field' : 'field inline'}>
      <span>{label}</span>
      {children}
      {hint !== undefined && <span className="hint">{hint}</span>}
    </label>
  );
}

interface SelectProps {
  readonly value: string;
  readonly options: readonly Option[];
  /** What stands for “nothing chosen”; without it, nothing is no choice. */
  readonly empty?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly onChange: (value: string) => void;
}

/** A choice from a list; `name` where no label is written beside it (cells of a table). */
export function Select({ name, value, options, empty, disabled, onChange }: SelectProps & { name?: string }) {
  return (
    <select
      className="select"
      aria-label={name}
      disabled={disabled}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {empty !== undefined && <option value="">{empty}</option>}
      {options.map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** A choice from a list with its label. */
export function SelectField({ label, block, hint, ...select }: LabelledProps & SelectProps) {
  return (
    <Labelled label={label} block={block} hint={hint}>
      <Select {...select} />
    </Labelled>
  );
}

interface YearFieldProps {
  readonly label?: string;
  readonly block?: boolean;
  readonly years: readonly number[];
  readonly value: number | null;
  readonly onChange: (year: number) => void;
}

/** A choice of a fiscal year. */
export function YearField({ label = '年度', block, years, value, onChange }: YearFieldProps) {
  const { fiscalYear } = usePreferences();
  return (
    <SelectField
      label={label}
      block={block}
      value={value === null ? '' : String(value)}
      options={years.map((year) => [String(year), fiscalYear(year)])}
      onChange={(year) => onChange(Number(year))}
    />
  );
}

interface TextFieldProps extends LabelledProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A number: narrow, tabular figures. */
  readonly number?: 'numeric' | 'decimal' | undefined;
  readonly kind?: 'search' | 'text' | 'password' | undefined;
  readonly name?: string | undefined;
  readonly maxLength?: number | undefined;
  /** Typing goes here at once: a dialog that was opened to look something up. */
  readonly focused?: boolean | undefined;
}

/** A line of text, or a number. */
export function TextField({ label, block, hint, value, onChange, ...props }: TextFieldProps) {
  return (
    <Labelled label={label} block={block} hint={hint}>
      <input
        className={props.number === undefined ? 'input' : 'input short num'}
        type={props.kind}
        inputMode={props.number}
        aria-label={props.name}
        maxLength={props.maxLength}
        autoComplete={props.kind === 'password' ? 'off' : undefined}
        // biome-ignore lint/a11y/noAutofocus: only inside a dialog that the user opened to type
        autoFocus={props.focused}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

interface AreaFieldProps extends LabelledProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly maxLength?: number;
  /** Source text: fixed pitch, no spelling. */
  readonly code?: boolean;
}

/** Text of several lines, below its label. */
export function AreaField({ label, hint, value, onChange, rows = 2, maxLength, code }: AreaFieldProps) {
  return (
    <Labelled label={label} block hint={hint}>
      <textarea
        className={code === true ? 'input code' : 'input'}
        rows={rows}
        maxLength={maxLength}
        spellCheck={code !== true}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  );
}

type MarkProps = Pick<InputHTMLAttributes<HTMLInputElement>, 'name' | 'checked'> & {
  readonly label: ReactNode;
};

/** Yes or no; what is inside stands behind the label. */
export function CheckField(
  props: MarkProps & { readonly onChange: (on: boolean) => void; readonly children?: ReactNode },
) {
  return (
    <label className="field inline check">
      <input
        type="checkbox"
        className="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.label}</span>
      {props.children}
    </label>
  );
}

/** One of several; `name` holds them together. */
export function RadioField(props: MarkProps & { readonly onChange: () => void }) {
  return (
    <label className="field inline">
      <input
        type="radio"
        className="radio"
        name={props.name}
        checked={props.checked}
        onChange={props.onChange}
      />
      <span>{props.label}</span>
    </label>
  );
}
