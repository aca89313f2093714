import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';

export type Quantity = OperationOutput<'approaches.compare'>['grounds'][number];
type Ground = Quantity['grounds'][number];

const SIDES = { population: 'ポピュレーション', high_risk: 'ハイリスク' } as const;
const BASES = [
  ['measured_here', 'この町のデータで測った'],
  ['literature', '文献から'],
  ['assumed', '仮定'],
] as const;

interface Group {
  readonly side: Quantity['side'];
  readonly labels: readonly string[];
  readonly grounds: readonly Ground[];
}

/** Quantities that rest on the same things, in one line. */
function grouped(quantities: readonly Quantity[]): readonly Group[] {
  const groups = Map.groupBy(quantities, ({ side, grounds }) => JSON.stringify([side, grounds]));
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined
      ? []
      : [{ side: first.side, grounds: first.grounds, labels: alike.map(({ label }) => label) }];
  });
}

function GroundItem({ what, source, persons, interval }: Ground) {
  const facts = [
    source,
    ...(persons === null ? [] : [`${formatNumber(persons, 0)}人`]),
    ...(interval === null ? [] : [interval]),
  ];
  return (
    <li>
      {what}
      <span className="hint">（{facts.join('、')}）</span>
    </li>
  );
}

function Cell({ grounds }: { readonly grounds: readonly Ground[] }) {
  if (grounds.length === 0) return <td>－</td>;
  return (
    <td>
      <ul>
        {grounds.map((ground) => (
          <GroundItem key={`${ground.what}${ground.source}`} {...ground} />
        ))}
      </ul>
    </td>
  );
}

/** Every quantity with what was measured here, what is from the literature and what is assumed. */
export function GroundsTable(props: { readonly caption: string; readonly quantities: readonly Quantity[] }) {
  return (
    <table className="data-table" style={{ tableLayout: 'fixed' }}>
      <caption>{props.caption}</caption>
      <colgroup>
        <col style={{ width: '22%' }} />
        <col style={{ width: '28%' }} />
        <col style={{ width: '22%' }} />
        <col style={{ width: '28%' }} />
      </colgroup>
      <TableHead columns={['数字', ...BASES.map(([, label]) => label)]} />
      <tbody>
        {grouped(props.quantities).map(({ side, labels, grounds }) => (
          <tr key={`${side}${labels.join()}`}>
            <th scope="row">
              <strong>{SIDES[side]}</strong>
              <br />
              {labels.join('、')}
            </th>
            {BASES.map(([basis]) => (
              <Cell key={basis} grounds={grounds.filter((ground) => ground.basis === basis)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
