import { useOperation } from '../../client/hooks.ts';
import { Answer } from '../../components/state.tsx';

export function StudyChoice(props: { readonly value: string; readonly onChange: (id: string) => void }) {
  const list = useOperation('studies.list', {});
  return (
    <Answer query={list}>
      {({ studies }) => (
        <label className="field inline">
          <span>効果検証</span>
          <select
            className="select"
            value={props.value}
            onChange={(event) => props.onChange(event.target.value)}
          >
            <option value="">選んでください</option>
            {studies.map((study) => (
              <option key={study.id} value={study.id}>
                {study.title}
              </option>
            ))}
          </select>
        </label>
      )}
    </Answer>
  );
}
