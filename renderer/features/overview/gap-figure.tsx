import { useState } from 'react';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { pointOf } from '../../charts/model.ts';
import { useOperation } from '../../client/hooks.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { Answer } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { childrenOf, type District } from './place.ts';
import type { Measure } from './question.ts';

/** The districts without smaller ones in them. */
export function smallestOf(districts: readonly District[]): readonly District[] {
  return districts.filter(
    ({ code, level }) => level !== 'municipality' && childrenOf(districts, code).length === 0,
  );
}

/** Codes of the districts that are named, in this order; the names that nobody has. */
export function orderOf(
  text: string,
  districts: readonly District[],
): { readonly codes: readonly string[]; readonly unknown: readonly string[] } {
  const names = text.split(/[、，,\s]+/u).filter((name) => name !== '');
  const found = names.map((name) => districts.find((district) => district.name === name)?.code);
  return {
    codes: found.flatMap((code) => code ?? []),
    unknown: names.filter((_, i) => found[i] === undefined),
  };
}

/** The highest district with the interval of its rank; none where the intervals of all overlap. */
export function rankFinding(name: string, table: ReleasedTable): string {
  const ranks = (table.dimensions[0]?.levels ?? []).map(({ code, label }) => ({
    label,
    ...pointOf(table, { district: code }, 'rank'),
  }));
  const [first] = ranks.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  if (first === undefined) return name;
  const isMixed =
    Math.max(...ranks.map(({ lower }) => lower ?? 1)) <= Math.min(...ranks.map(({ upper }) => upper ?? 1));
  if (isMixed) return `${name}：順位の95%区間がすべて重なり、どの地区が高いとも言えません`;
  return `${name}が最も高いのは${first.label}（順位の95%区間 ${first.lower ?? '—'}〜${first.upper ?? '—'}位、${ranks.length}地区のうち）`;
}

interface OrderProps {
  readonly districts: readonly District[];
  readonly onOrder: (codes: readonly string[]) => void;
}

/** Which district has it harder: slopes of inequality need an order that the data do not hold. */
function Order({ districts, onOrder }: OrderProps) {
  const [text, setText] = useState(districts.map(({ name }) => name).join('、'));
  const { codes, unknown } = orderOf(text, districts);
  return (
    <form
      className="stack"
      aria-label="地区の並び"
      onSubmit={(event) => {
        event.preventDefault();
        if (unknown.length === 0) onOrder(codes);
      }}
    >
      <TextField
        block
        label="困難の少ない地区から多い地区への並び（所得や高齢単身世帯の割合など、この町で決めた順。「、」で区切る）"
        value={text}
        onChange={setText}
      />
      <div className="actions start">
        <PushButton type="submit" className="button secondary" off={unknown.length > 0}>
          この順でSII・RII・集中指数を求める
        </PushButton>
        {unknown.length > 0 && <span className="hint">一覧にない地区：{unknown.join('、')}</span>}
      </div>
    </form>
  );
}

interface GapProps {
  readonly measure: Measure;
  readonly year: number;
  readonly districts: readonly District[];
}

/** Ranks of the districts with their intervals, and how unequal the districts are. */
export function GapFigure({ measure, year, districts }: GapProps) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const answer = useOperation('measures.districts', {
    id: measure.id,
    year,
    ...(order.length > 0 ? { order } : {}),
  });
  return (
    <div className="stack">
      <Answer query={answer}>
        {({ ranks, inequality }) => (
          <>
            {ranks !== undefined && (
              <TableFigure wire={ranks} first="rank" title={rankFinding(measure.name, ranks.statistic)} />
            )}
            <TableFigure wire={inequality} title={inequality.statistic.context.title} first="gini" />
          </>
        )}
      </Answer>
      <Order districts={smallestOf(districts)} onOrder={setOrder} />
    </div>
  );
}
