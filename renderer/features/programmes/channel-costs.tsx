import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { Scroll } from '../../components/scroll.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber, HIDDEN_MARK } from '../../format/number.ts';
import { channelCosts } from './channel-cost.ts';
import type { Programme } from './words.ts';

interface ChannelCostsProps {
  readonly programme: Programme;
  readonly tables: OperationOutput<'programmes.reach'>['tables'];
}

function amount(value: number | 'hidden' | null, unit: string): string {
  if (value === 'hidden') return HIDDEN_MARK;
  return value === null
    ? '－'
    : `${formatNumber(value, Number.isInteger(value) || value >= 100 ? 0 : 1)}${unit}`;
}

/** What each way to reach people costs, from the register, beside those who joined after it. */
export function ChannelCosts({ programme, tables }: ChannelCostsProps) {
  const whole = tables.find(
    ({ statistic: { id, parameters } }) => id === 'programme.channels' && parameters.by === 'none',
  );
  const costs = channelCosts(programme, whole?.statistic);
  if (costs.length === 0) return null;
  return (
    <section className="card stack" aria-label="手段ごとの費用">
      <h3>手段ごとの費用（台帳の数と単価から）</h3>
      <Scroll label="手段ごとの費用の表" tall>
        <table className="data-table">
          <TableHead
            columns={[
              '手段',
              { number: '1年の数' },
              { number: '単価' },
              { number: '費用' },
              { number: '案内の後に参加した人' },
              { number: '参加した人1人当たり' },
            ]}
          />
          <tbody>
            {costs.map(({ id, name, sent, yenPerUnit, yen, joined, yenPerJoined }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td className="num-cell">{amount(sent, '')}</td>
                <td className="num-cell">{amount(yenPerUnit, '円')}</td>
                <td className="num-cell">{amount(yen, '円')}</td>
                <td className="num-cell">{amount(joined, '人')}</td>
                <td className="num-cell">{amount(yenPerJoined, '円')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="hint">
        数と単価は「事業の内容」に入れたもの、参加した人はこの年度の名簿で数えたものです。名簿に手段が書かれていない人は入りません。
      </p>
    </section>
  );
}
