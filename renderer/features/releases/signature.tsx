import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { SelectField, TextField } from '../../components/field.tsx';

export type Signature = OperationInput<'releases.submit'>['signature'];

export const UNSIGNED: Signature = { name: '', passphrase: '' };

interface SignatureProps {
  readonly who: string;
  readonly value: Signature;
  readonly onChange: (value: Signature) => void;
  /** Who can sign; without it, any name can be typed. */
  readonly names?: readonly string[];
}

/** One of those who are registered. */
export function NameField({
  names,
  ...field
}: Required<Pick<SignatureProps, 'names'>> & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (name: string) => void;
}) {
  return <SelectField block empty="選んでください" options={names.map((name) => [name, name])} {...field} />;
}

/** A name and the passphrase that belongs to it. */
export function SignatureFields({ who, value, onChange, names }: SignatureProps) {
  const setName = (name: string) => onChange({ ...value, name });
  return (
    <>
      {names === undefined ? (
        <TextField label={who} block maxLength={60} value={value.name} onChange={setName} />
      ) : (
        <NameField label={who} names={names} value={value.name} onChange={setName} />
      )}
      <TextField
        label={`${who}の合言葉`}
        block
        kind="password"
        maxLength={200}
        value={value.passphrase}
        onChange={(passphrase) => onChange({ ...value, passphrase })}
      />
    </>
  );
}
