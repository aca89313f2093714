import { useOperation } from '../../client/hooks.ts';
import { Scroll } from '../../components/scroll.tsx';
import { Answer } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';

/** The rules under which numbers may be shown here, with their sources: for whoever is responsible for them. */
export function DisclosureRules() {
  const policy = useOperation('releases.policy', {});
  return (
    <section className="stack" aria-labelledby="disclosure-rules">
      <h2 id="disclosure-rules">公開の規則</h2>
      <Answer query={policy}>
        {({ tiers, rules, ruleVersion }) => (
          <>
            <p className="hint">
              規則の版 {ruleVersion}。集中度の規則の数値は、逆算に使えるためここには出しません。
            </p>
            <Scroll label="表：公開の規則">
              <table className="data-table">
                <TableHead columns={['対象', '規則', '根拠']} />
                <tbody>
                  {tiers.map((tier) => (
                    <tr key={tier.population}>
                      <th scope="row">
                        住民 {tier.population}
                        {tier.applies && <span className="badge good">この自治体</span>}
                      </th>
                      <td>{tier.rule}</td>
                      <td>NDB・介護DBの利用に関するガイドライン（最小集計単位の原則）</td>
                    </tr>
                  ))}
                  {rules.map((rule) => (
                    <tr key={rule.subject}>
                      <th scope="row">{rule.subject}</th>
                      <td>{rule.rule}</td>
                      <td>{rule.source}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </>
        )}
      </Answer>
    </section>
  );
}
