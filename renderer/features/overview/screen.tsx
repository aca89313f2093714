import { useParam, usePlace } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { ScreenProps } from '../../app/screen.tsx';
import { useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { BigNumbers } from './big-numbers.tsx';
import { Detail } from './detail.tsx';
import { type Family, familiesOf, type Measure } from './question.ts';

interface FiltersProps {
  readonly years: readonly number[];
  readonly year: number;
  readonly families: readonly Family[];
  readonly family: string;
  readonly onYear: (year: string) => void;
  readonly onFamily: (family: string) => void;
}

function Filters({ years, year, families, family, onYear, onFamily }: FiltersProps) {
  const { fiscalYear } = usePreferences();
  return (
    <form className="filters" aria-label="表示する範囲">
      <label className="field inline">
        <span>年度</span>
        <select className="select" value={String(year)} onChange={(event) => onYear(event.target.value)}>
          {years.map((option) => (
            <option key={option} value={option}>
              {fiscalYear(option)}
            </option>
          ))}
        </select>
      </label>
      <label className="field inline">
        <span>分野</span>
        <select className="select" value={family} onChange={(event) => onFamily(event.target.value)}>
          {families.map((option) => (
            <option key={option.id} value={option.id}>
              {option.name}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

/** More cards than this stand in a list beside the figure, so that the figure stays in sight. */
const GRID_LIMIT = 8;

function Overview({
  measures,
  years,
}: {
  readonly measures: readonly Measure[];
  readonly years: readonly number[];
}) {
  const place = usePlace();
  const families = familiesOf(measures);
  const newest = years[0] ?? 0;
  const [yearText, setYear] = useParam('y', String(newest));
  const [familyId, setFamily] = useParam('f', families[0]?.id ?? '');
  const [, setMeasure] = useParam('m', '');
  const year = years.find((known) => String(known) === yearText) ?? newest;
  const family = families.find((known) => known.id === familyId) ?? families[0];
  const measure = family?.measures.find((known) => known.id === place.params.m) ?? family?.measures[0];
  if (family === undefined || measure === undefined) return <Empty>表示できる指標がありません。</Empty>;
  return (
    <>
      <Filters
        years={years}
        year={year}
        families={families}
        family={family.id}
        onYear={setYear}
        onFamily={setFamily}
      />
      <div className={family.measures.length > GRID_LIMIT ? 'overview-split' : 'overview-stack'}>
        <BigNumbers
          family={family}
          year={year}
          previous={years.includes(year - 1) ? year - 1 : null}
          chosen={measure.id}
          onChoose={setMeasure}
        />
        <Detail key={measure.id} measure={measure} year={year} years={years} />
      </div>
    </>
  );
}

/** Where the municipality stands: big numbers of a family of measures, then one of them in detail. */
export function OverviewScreen({ state }: ScreenProps) {
  const list = useOperation('measures.list', {});
  const years = [...state.fiscalYears].sort((a, b) => b - a);
  return (
    <div className="screen">
      <ScreenHead route="overview" />
      <Answer query={list}>{({ measures }) => <Overview measures={measures} years={years} />}</Answer>
    </div>
  );
}
