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

/** The questions about one programme where somebody comes from it; about all of them otherwise. */
function Questions(props: { readonly studies: readonly StudyInfo[]; readonly programme: string }) {
  const { studies, programme } = props;
  if (studies.length === 0)
    return <Empty>調べられる事業がまだありません。参加者名簿を取り込むと、ここに問いが並びます。</Empty>;
  const own = studies.filter((study) => study.programme === programme);
  return (
    <>
      {own.length > 0 && (
        <p>
          「{programme}」についての問いです。
          <a href={placeHash({ route: 'studies', detail: '', params: {} })}>すべての問いを見る</a>
        </p>
      )}
      {own.length === 0 && programme !== '' && (
        <p>「{programme}」についての問いはまだありません。ほかの問いを参考にしてください。</p>
      )}
      <ul className="cards two">
        {(own.length > 0 ? own : studies).map((study) => (
          <StudyCard key={study.id} study={study} />
        ))}
      </ul>
    </>
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
            <Questions studies={studies} programme={place.params.g ?? ''} />
            {offers.length > 0 && <Offers offers={offers} />}
          </div>
        );
      }}
    </Answer>
  );
}
