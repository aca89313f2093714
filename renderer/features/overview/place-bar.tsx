import { useParam } from '../../app/location.ts';
import { SelectField, YearField } from '../../components/field.tsx';
import { childrenOf, choicesOf, type District, pathTo, WHOLE } from './place.ts';
import type { Family } from './question.ts';

interface FiltersProps {
  readonly years: readonly number[];
  readonly year: number;
  /** Subjects to choose from; none where what is below is always of the same ones. */
  readonly families: readonly Family[];
  readonly family: string;
  readonly districts: readonly District[];
  readonly district: string;
  readonly onYear: (year: string) => void;
  readonly onFamily: (family: string) => void;
  readonly onDistrict: (code: string) => void;
}

/** Year, place and subject: what every figure below is about. */
export function Filters(props: FiltersProps) {
  return (
    <form className="filters" aria-label="表示する範囲" onSubmit={(event) => event.preventDefault()}>
      <YearField years={props.years} value={props.year} onChange={(year) => props.onYear(String(year))} />
      {props.districts.length > 0 && (
        <SelectField
          label="地区"
          value={props.district}
          empty={WHOLE}
          options={choicesOf(props.districts).map(({ district, depth }) => [
            district.code,
            `${'　'.repeat(depth + 1)}${district.name}`,
          ])}
          onChange={props.onDistrict}
        />
      )}
      {props.families.length > 0 && (
        <SelectField
          label="分野"
          value={props.family}
          options={props.families.map(({ id, name }) => [id, name])}
          onChange={props.onFamily}
        />
      )}
    </form>
  );
}

/** The way down: whole municipality, care area, school district; each a step back, and the next steps below. */
export function PlacePath(props: { readonly districts: readonly District[]; readonly code: string }) {
  const [, setDistrict] = useParam('d', '');
  const path = pathTo(props.districts, props.code);
  const next = childrenOf(props.districts, path.at(-1)?.code);
  if (props.districts.length === 0) return null;
  return (
    <nav className="place-path" aria-label="地区をたどる">
      <ol className="crumbs">
        <li>
          {path.length === 0 ? (
            <span aria-current="location">{WHOLE}</span>
          ) : (
            <button type="button" className="card-link" onClick={() => setDistrict('')}>
              {WHOLE}
            </button>
          )}
        </li>
        {path.map((district, index) => (
          <li key={district.code}>
            <span aria-hidden="true">› </span>
            {index === path.length - 1 ? (
              <span aria-current="location">{district.name}</span>
            ) : (
              <button type="button" className="card-link" onClick={() => setDistrict(district.code)}>
                {district.name}
              </button>
            )}
          </li>
        ))}
      </ol>
      {next.length > 0 && (
        <ul className="place-next" aria-label={`${path.at(-1)?.name ?? WHOLE}の中の地区`}>
          {next.map((district) => (
            <li key={district.code}>
              <button type="button" className="tool" onClick={() => setDistrict(district.code)}>
                {district.name}
              </button>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
