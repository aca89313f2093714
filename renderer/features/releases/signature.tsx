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

/** A name and the passphrase that belongs to it. */
export function SignatureFields({ who, value, onChange, names }: SignatureProps) {
  const setName = (name: string) => onChange({ ...value, name });
  return (
    <>
      {names === undefined ? (
        <TextField label={who} block maxLength={60} value={value.name} onChange={setName} />
      ) : (
        <SelectField
          label={who}
          block
          empty="選んでください"
          value={value.name}
          options={names.map((name) => [name, name])}
          onChange={setName}
        />
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
