import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { go, useParam } from '../../app/location.ts';
import { CheckField } from '../../components/field.tsx';
import { AgeFigure } from './age-figure.tsx';
import { DistrictFigure } from './district-figure.tsx';
import { FunnelFigure } from './funnel-figure.tsx';
import { GapFigure } from './gap-figure.tsx';
import { MapFigure } from './map-figure.tsx';
import type { District } from './place.ts';
import { type Measure, yearsOf } from './question.ts';
import { ReferenceFigure, useReference } from './reference-figure.tsx';
import { RestFigure } from './rest-figure.tsx';
import { TrendFigure } from './trend-figure.tsx';

interface DetailProps {
  readonly measure: Measure;
  readonly year: number;
  readonly years: readonly number[];
  readonly district: District | undefined;
  readonly districts: readonly District[];
}

function Standardise(props: { readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  return (
    <CheckField
      label="年齢構成の違いをならして比べる（年齢調整）"
      checked={props.on}
      onChange={props.onChange}
    />
  );
}

type ViewId = 'age' | 'reference' | 'rest' | 'district' | 'map' | 'funnel' | 'gap' | 'trend';

interface View {
  readonly id: ViewId;
  readonly label: string;
  /** Whether the numbers can be adjusted for age. */
  readonly adjustable: boolean;
}

/** The ways to look at a measure that its definition and the chosen place allow. */
export function viewsOf(
  measure: Measure,
  district: District | undefined,
  referenced = false,
): readonly View[] {
  const has = (stratum: 'sex' | 'age' | 'district'): boolean => measure.stratifications.includes(stratum);
  const inside = district !== undefined;
  const districts = has('district');
  // Observed against expected is defined for shares of persons.
  const share = measure.unit === '%' && measure.standardisable;
  return [
    ...(has('age') || has('sex') || !districts
      ? [
          {
            id: 'age',
            label: has('age') ? '性別・年齢別' : has('sex') ? '性別' : '内訳',
            adjustable: false,
          } as const,
        ]
      : []),
    ...(referenced ? [{ id: 'reference', label: '県・国と比べる', adjustable: false } as const] : []),
    ...(districts && inside ? [{ id: 'rest', label: 'ほかの地区と比べる', adjustable: true } as const] : []),
    ...(districts
      ? [
          { id: 'district', label: '地区別', adjustable: true } as const,
          { id: 'map', label: '地図', adjustable: true } as const,
          ...(share
            ? [{ id: 'funnel', label: '地区のばらつき（ファネルプロット）', adjustable: false } as const]
            : []),
        ]
      : []),
    ...(districts ? [{ id: 'gap', label: '順位と格差', adjustable: false } as const] : []),
    // Years that are counted together are no trend.
    ...(measure.pooledYears === undefined
      ? [{ id: 'trend', label: '年度の推移', adjustable: !inside } as const]
      : []),
  ];
}

/** Measures of who was guided: the way from those meant to those who completed says where people are lost. */
function isGuidance({ id }: Measure): boolean {
  return id.startsWith('guidance.') || id === 'dh.guidance';
}

/** One measure by sex and age, against other districts, on the map and over the years. */
export function Detail({ measure, year, years, district, districts }: DetailProps) {
  const [tab, setTab] = useParam('v', 'age');
  const [adjusted, setAdjusted] = useParam('s', '0');
  const reference = useReference(measure, year, district === undefined);
  const isReferred = reference?.table !== undefined || (reference?.faults.length ?? 0) > 0;
  const views = viewsOf(measure, district, isReferred && district === undefined);
  const view = views.find(({ id }) => id === tab) ?? views[0];
  if (view === undefined) return null;
  const canAdjust = measure.standardisable && view.adjustable;
  const standardise = canAdjust && adjusted === '1';
  const code = measure.stratifications.includes('district') ? (district?.code ?? '') : '';
  const shown = { measure, year, standardise };
  return (
    <section aria-label={`${measure.name}をくわしく`} className="detail">
      <div className="detail-head">
        <h2>{measure.name}をくわしく</h2>
        {canAdjust && <Standardise on={standardise} onChange={(on) => setAdjusted(on ? '1' : '0')} />}
      </div>
      {isGuidance(measure) && (
        <p>
          <button
            type="button"
            className="card-link"
            onClick={() => go('approaches', '', { by: 'age2', see: 'missed' })}
          >
            保健指導が届いていないのは、どんな人か（対象から終了までの流れを見る）
          </button>
        </p>
      )}
      <Tabs className="tabs" selectedKey={view.id} onSelectionChange={(key) => setTab(String(key))}>
        <TabList className="tab-list" aria-label="比べ方" items={views}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="age">
          <AgeFigure measure={measure} years={yearsOf(measure, year, years)} district={code} />
        </TabPanel>
        <TabPanel id="reference">
          <ReferenceFigure measure={measure} year={year} />
        </TabPanel>
        <TabPanel id="rest">
          <RestFigure {...shown} district={code} />
        </TabPanel>
        <TabPanel id="district">
          <DistrictFigure {...shown} />
        </TabPanel>
        <TabPanel id="map">
          <MapFigure {...shown} />
        </TabPanel>
        <TabPanel id="funnel">
          <FunnelFigure measure={measure} year={year} />
        </TabPanel>
        <TabPanel id="gap">
          <GapFigure measure={measure} year={year} districts={districts} />
        </TabPanel>
        <TabPanel id="trend">
          <TrendFigure measure={measure} years={years} district={code} standardise={standardise} />
        </TabPanel>
      </Tabs>
    </section>
  );
}
