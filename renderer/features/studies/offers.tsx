import { useState } from 'react';
import { go } from '../../app/location.ts';
import { useOperation } from '../../client/hooks.ts';
import { Drawer } from '../../components/drawer.tsx';
import { SelectField } from '../../components/field.tsx';
import { Answer } from '../../components/state.tsx';
import { StudyFile } from './study-file.tsx';
import type { StudyOffer } from './study-types.ts';

function OfferFile({ id }: { readonly id: string }) {
  const design = useOperation('studies.design', { id });
  return <Answer query={design}>{({ settings }) => <StudyFile start={settings} />}</Answer>;
}

function Offer({ offer }: { readonly offer: StudyOffer }) {
  const ready = offer.missing.length === 0;
  return (
    <li className="card">
      <p className="hint">
        {offer.kind}　｜　{offer.design}
      </p>
      <h3>{offer.question}</h3>
      {ready ? (
        <div className="actions">
          <button type="button" className="button secondary" onClick={() => go('studies', offer.id)}>
            この問いを調べる
          </button>
          <Drawer label="条件を変えて始める" title={offer.question} wide>
            <OfferFile id={offer.id} />
          </Drawer>
        </div>
      ) : (
        <p>足りないデータ：{offer.missing.join('、')}</p>
      )}
    </li>
  );
}

/** Question first: what is asked about, then the questions that the data can answer, then the others. */
export function Offers({ offers }: { readonly offers: readonly StudyOffer[] }) {
  const [kind, setKind] = useState('');
  const kinds = [...new Set(offers.map((offer) => offer.kind))];
  const chosen = offers
    .filter((offer) => kind === '' || offer.kind === kind)
    .toSorted((a, b) => a.missing.length - b.missing.length);
  return (
    <section aria-label="ほかの問い">
      <h2>ほかの問いから始める</h2>
      <SelectField
        label="何について調べますか"
        value={kind}
        empty="すべて"
        options={kinds.map((one) => [one, one])}
        onChange={setKind}
      />
      <ul className="cards two">
        {chosen.map((offer) => (
          <Offer key={offer.id} offer={offer} />
        ))}
      </ul>
      <div className="actions start">
        <Drawer label="研究計画ファイルを貼り付ける" title="研究計画ファイル" wide>
          <StudyFile start="" />
        </Drawer>
      </div>
    </section>
  );
}
