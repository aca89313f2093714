import { go, placeHash } from '../../app/location.ts';
import type { ScreenProps } from '../../app/screen.tsx';
import { useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { Offers } from './offers.tsx';
import { StudyPage } from './study-page.tsx';
import type { StudyInfo } from './study-types.ts';

function StudyCard({ study }: { readonly study: StudyInfo }) {
  return (
    <li className="card study-card">
      <h2>
        <a href={placeHash({ route: 'studies', detail: study.id, params: {} })}>{study.question}</a>
      </h2>
      <dl className="pairs">
        <div>
          <dt>事業</dt>
          <dd>{study.programme}</dd>
        </div>
        <div>
          <dt>比べ方</dt>
          <dd>{study.design}</dd>
        </div>
        <div>
          <dt>見るもの</dt>
          <dd>{study.outcomes.join('、')}</dd>
        </div>
      </dl>
      <button type="button" className="button secondary" onClick={() => go('studies', study.id)}>
        この問いを調べる
      </button>
    </li>
  );
}

/** A question that the data can answer but nobody has put among the studies yet. */
function OfferedStudy({ id }: { readonly id: string }) {
  const design = useOperation('studies.design', { id });
  return <Answer query={design}>{({ study }) => <StudyPage study={study} />}</Answer>;
}

/** Questions about programmes, and one of them worked through in the order design, diagnostics, result. */
export function StudiesScreen({ place }: ScreenProps) {
  const list = useOperation('studies.list', {});
  return (
    <Answer query={list}>
      {({ studies, offers }) => {
        const chosen = studies.find((study) => study.id === place.detail);
        if (chosen !== undefined) return <StudyPage key={chosen.id} study={chosen} />;
        const offered = offers.some(({ id, missing }) => id === place.detail && missing.length === 0);
        if (offered) return <OfferedStudy key={place.detail} id={place.detail} />;
        return (
          <div className="screen">
            <ScreenHead route="studies">
              <p>結果を見る前に、比べ方と偏りを確かめます。都合のよい結果だけを選ばないための順番です。</p>
            </ScreenHead>
            {studies.length === 0 ? (
              <Empty>調べられる事業がまだありません。参加者名簿を取り込むと、ここに問いが並びます。</Empty>
            ) : (
              <ul className="cards two">
                {studies.map((study) => (
                  <StudyCard key={study.id} study={study} />
                ))}
              </ul>
            )}
            {offers.length > 0 && <Offers offers={offers} />}
          </div>
        );
      }}
    </Answer>
  );
}
