import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { go, parsePlace, useParam, usePlace } from '../../app/location.ts';
import type { ScreenProps } from '../../app/screen.tsx';
import { useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { OwnMeasures } from '../measures/own-measures.tsx';
import { BigNumbers } from './big-numbers.tsx';
import { Detail } from './detail.tsx';
import { type District, districtOf } from './place.ts';
import { Filters, PlacePath } from './place-bar.tsx';
import { Profile } from './profile.tsx';
import { PyramidFigure } from './pyramid-figure.tsx';
import { familiesOf, type Measure } from './question.ts';

/** More cards than this stand in a list beside the figure, so that the figure stays in sight. */
const GRID_LIMIT = 8;

const PAGES = [
  { id: 'measures', label: '指標' },
  { id: 'people', label: '人口構成' },
  { id: 'profile', label: '地域カルテ' },
] as const;

interface OverviewProps {
  readonly measures: readonly Measure[];
  readonly years: readonly number[];
  readonly districts: readonly District[];
}

function Overview({ measures, years, districts }: OverviewProps) {
  const place = usePlace();
  const families = familiesOf(measures);
  const newest = years[0] ?? 0;
  const [yearText, setYear] = useParam('y', String(newest));
  const [familyId, setFamily] = useParam('f', families[0]?.id ?? '');
  const [page, setPage] = useParam('p', 'measures');
  const [code, setDistrict] = useParam('d', '');
  const [, setMeasure] = useParam('m', '');
  const year = years.find((known) => String(known) === yearText) ?? newest;
  const family = families.find((known) => known.id === familyId) ?? families[0];
  const district = districtOf(districts, code);
  if (family === undefined) return <Empty>表示できる指標がありません。</Empty>;
  const measure =
    family.measures.find((known) => known.id === place.params.m) ??
    measures.find((known) => known.id === place.params.m) ??
    family.measures[0];
  if (measure === undefined) return <Empty>表示できる指標がありません。</Empty>;
  const previous = years.includes(year - 1) ? year - 1 : null;
  const slice = { year, years, district };
  return (
    <>
      <div className="place-row">
        <Filters
          years={years}
          year={year}
          families={pageOf(page) === 'measures' ? families : []}
          family={family.id}
          districts={districts}
          district={district?.code ?? ''}
          onYear={setYear}
          onFamily={setFamily}
          onDistrict={setDistrict}
        />
        <PlacePath districts={districts} code={district?.code ?? ''} />
      </div>
      <Tabs className="tabs" selectedKey={pageOf(page)} onSelectionChange={(key) => setPage(String(key))}>
        <TabList className="tab-list" aria-label="現状の見方" items={PAGES}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="measures">
          <div className={family.measures.length > GRID_LIMIT ? 'overview-split' : 'overview-stack'}>
            <BigNumbers
              family={family}
              {...slice}
              previous={previous}
              chosen={measure.id}
              onChoose={setMeasure}
            />
            <Detail key={measure.id} measure={measure} {...slice} districts={districts} />
          </div>
        </TabPanel>
        <TabPanel id="people">
          <PyramidFigure year={year} district={district?.code ?? ''} headingLevel={2} />
        </TabPanel>
        <TabPanel id="profile">
          <Profile
            district={district}
            measures={families[0]?.measures ?? []}
            year={year}
            previous={previous}
          />
        </TabPanel>
      </Tabs>
    </>
  );
}

function pageOf(id: string): string {
  return PAGES.find((page) => page.id === id)?.id ?? PAGES[0].id;
}

/** Where the municipality stands: big numbers, one measure in detail, who lives here, one district on a page. */
export function OverviewScreen({ state }: ScreenProps) {
  const list = useOperation('measures.list', {});
  const years = [...state.fiscalYears].sort((a, b) => b - a);
  const choose = (id: string) => {
    const { params } = parsePlace(window.location.hash);
    go('overview', '', { ...params, p: 'measures', f: 'own', m: id });
  };
  return (
    <div className="screen">
      <ScreenHead route="overview" />
      <Answer query={list}>
        {(known) => (
          <>
            <Overview measures={known.measures} years={years} districts={state.districts} />
            <OwnMeasures list={known} onChoose={choose} />
          </>
        )}
      </Answer>
    </div>
  );
}
