import { placeHash } from '../../app/location.ts';
import { useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import type { StudyInfo } from '../studies/study-types.ts';

function Programme({ name, studies }: { readonly name: string; readonly studies: readonly StudyInfo[] }) {
  return (
    <li className="card">
      <h2>{name}</h2>
      <h3>この事業への問い</h3>
      <ul>
        {studies.map((study) => (
          <li key={study.id}>
            <a href={placeHash({ route: 'studies', detail: study.id, params: {} })}>{study.question}</a>
            <span className="hint">（{study.outcomes.join('、')}）</span>
          </li>
        ))}
      </ul>
      <p>
        <a href={placeHash({ route: 'approaches', detail: '', params: {} })}>
          二つのアプローチの中での位置を見る
        </a>
      </p>
    </li>
  );
}

/** The municipality's programmes with the questions that can be asked about each. */
export function ProgrammesScreen() {
  const list = useOperation('studies.list', {});
  return (
    <div className="screen">
      <ScreenHead route="programmes" />
      <Answer query={list}>
        {({ studies }) =>
          studies.length === 0 ? (
            <Empty>事業の参加者名簿を取り込むと、ここに事業が並びます。</Empty>
          ) : (
            <ul className="cards two">
              {[...Map.groupBy(studies, (study) => study.programme)].map(([name, members]) => (
                <Programme key={name} name={name} studies={members} />
              ))}
            </ul>
          )
        }
      </Answer>
    </div>
  );
}
