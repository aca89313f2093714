import { useOperation } from '../../client/hooks.ts';
import { SelectField } from '../../components/field.tsx';
import { Answer } from '../../components/state.tsx';

export function StudyChoice(props: { readonly value: string; readonly onChange: (id: string) => void }) {
  const list = useOperation('studies.list', {});
  return (
    <Answer query={list}>
      {({ studies }) => (
        <SelectField
          label="効果検証"
          value={props.value}
          empty="選んでください"
          options={studies.map(({ id, title }) => [id, title])}
          onChange={props.onChange}
        />
      )}
    </Answer>
  );
}
