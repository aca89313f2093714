import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useParam } from '../../app/location.ts';
import { AgeFigure } from './age-figure.tsx';
import { DistrictFigure } from './district-figure.tsx';
import type { Measure } from './question.ts';
import { TrendFigure } from './trend-figure.tsx';

interface DetailProps {
  readonly measure: Measure;
  readonly year: number;
  readonly years: readonly number[];
}

function Standardise(props: { readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  return (
    <label className="field inline check">
      <input
        type="checkbox"
        className="checkbox"
        checked={props.on}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>年齢構成の違いをならして比べる（年齢調整）</span>
    </label>
  );
}

/** One measure by sex and age, by district and over the years. */
export function Detail({ measure, year, years }: DetailProps) {
  const [tab, setTab] = useParam('v', 'age');
  const [adjusted, setAdjusted] = useParam('s', '0');
  const standardise = measure.standardisable && adjusted === '1';
  const has = (stratum: 'sex' | 'age' | 'district'): boolean => measure.stratifications.includes(stratum);
  const tabs = [
    ...(has('age') || has('sex') ? [{ id: 'age', label: '性別・年齢別' }] : []),
    ...(has('district') ? [{ id: 'district', label: '地区別' }] : []),
    { id: 'trend', label: '年度の推移' },
  ];
  const selected = tabs.some(({ id }) => id === tab) ? tab : (tabs[0]?.id ?? 'trend');
  return (
    <section aria-label={`${measure.name}をくわしく`} className="detail">
      <div className="detail-head">
        <h2>{measure.name}をくわしく</h2>
        {measure.standardisable && selected !== 'age' && (
          <Standardise on={standardise} onChange={(on) => setAdjusted(on ? '1' : '0')} />
        )}
      </div>
      <Tabs className="tabs" selectedKey={selected} onSelectionChange={(key) => setTab(String(key))}>
        <TabList className="tab-list" aria-label="比べ方" items={tabs}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="age">
          <AgeFigure measure={measure} year={year} />
        </TabPanel>
        <TabPanel id="district">
          <DistrictFigure measure={measure} year={year} standardise={standardise} />
        </TabPanel>
        <TabPanel id="trend">
          <TrendFigure measure={measure} years={years} standardise={standardise} />
        </TabPanel>
      </Tabs>
    </section>
  );
}
