import { Scroll } from '../components/scroll.tsx';
import { TableHead } from '../components/table-head.tsx';
import { conformance, FINDING_NAMES } from './conformance.ts';

/** The statement of accessibility, as it is printed. */
export function ConformanceStatement({ level }: { readonly level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  const count = (finding: keyof typeof FINDING_NAMES): number =>
    conformance.filter((criterion) => criterion.finding === finding).length;
  return (
    <section className="stack" aria-label="アクセシビリティの適合表明">
      <Heading>アクセシビリティの適合表明（JIS X 8341-3:2016／WCAG 2.2）</Heading>
      <p>
        目標は JIS X 8341-3:2016 の適合レベル AA と WCAG 2.2 の AA
        です。この表明は、自動検査（axe。すべての画面、
        明るい画面と暗い画面、強制カラー、200%の拡大）と、キーボードだけの操作、目での確認によります。 適合
        {count('conforms')}、一部適合{count('partly')}、確かめていない{count('not_checked')}。
        「適合」はこの方法で違反が見つからなかったことを言い、第三者の審査は受けていません。
      </p>
      <Scroll label="表：達成基準">
        <table className="data-table prose">
          <TableHead columns={['達成基準', '結果', '方法と残る課題']} />
          <tbody>
            {conformance.map((criterion) => (
              <tr key={criterion.number + criterion.name}>
                <th scope="row">
                  {criterion.number}　{criterion.name}
                </th>
                <td className="nowrap">{FINDING_NAMES[criterion.finding]}</td>
                <td>{criterion.remark}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
