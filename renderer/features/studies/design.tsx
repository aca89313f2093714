import { usePreferences } from '../../app/preferences.tsx';
import { useCommand } from '../../client/hooks.ts';
import { Drawer } from '../../components/drawer.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import type { StudyDesign } from './study-types.ts';

function Changes({ lock }: Pick<StudyDesign, 'lock'>) {
  if (lock.changes.length === 0) return null;
  return (
    <table className="data-table prose">
      <caption>最初に固定した設計から変えたところ</caption>
      <TableHead columns={['項目', '最初', 'いま']} />
      <tbody>
        {lock.changes.map((change) => (
          <tr key={change.key}>
            <th scope="row">{change.key}</th>
            <td>{change.before === '' ? '—' : change.before}</td>
            <td>{change.after === '' ? '—' : change.after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** When the design was fixed, and what was changed after. */
export function Lock({ lock }: Pick<StudyDesign, 'lock'>) {
  const { dateTime } = usePreferences();
  if (lock.stage === 'draft' && !lock.changedSince) {
    return (
      <p className="notice">設計はまだ固定していません。固定してから診断、診断のあとに結果の順に進みます。</p>
    );
  }
  return (
    <div className={lock.changedSince ? 'notice error' : 'notice'}>
      <p>
        {lock.lockedAt === ''
          ? 'この設計はまだ固定していません。'
          : `設計は ${dateTime(lock.lockedAt)} に固定しました（指紋 ${lock.hash.slice(0, 12)}）。`}
        {lock.changedAfterOutcomes
          ? '前の設計の結果を見たあとで変わっています。根拠として弱くなります。'
          : lock.changedSince
            ? '最初に固定した設計から変わっています（結果を見る前の変更です）。'
            : '固定してから変わっていません。'}
        {lock.openedUnattended && '診断を人が読む前に、報告書か支払いの計算のために結果が開かれています。'}
      </p>
      <Changes lock={lock} />
    </div>
  );
}

/** Whom, against whom, how: read and fixed before anything is computed. */
export function Design({ design, onNext }: { readonly design: StudyDesign; readonly onNext: () => void }) {
  const lock = useCommand('studies.lock');
  const fixed = design.lock.stage !== 'draft';
  const proceed = () => {
    if (fixed) onNext();
    else lock.mutate({ id: design.study.id }, { onSuccess: onNext });
  };
  return (
    <section aria-label="設計">
      <h2>だれを、何と、どう比べるか</h2>
      <table className="data-table prose">
        <caption className="visually-hidden">理想の実験（標的試験）にあてはめた設計</caption>
        <tbody>
          {design.targetTrial.map((row) => (
            <tr key={row.item}>
              <th scope="row">{row.item}</th>
              <td>{row.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Lock lock={design.lock} />
      {lock.isError && <FailurePanel failure={lock.error} />}
      <div className="actions">
        <Drawer label="設定の全文" title="この検証の設定">
          <pre className="code">{design.settings}</pre>
        </Drawer>
        <Drawer label="式とRのコード" title="式と、Rで再現する手順（データは含みません）">
          <p>{design.method}</p>
          {design.formula.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <pre className="code">{design.code}</pre>
        </Drawer>
        <PushButton className="button" off={lock.isPending} onClick={proceed}>
          {fixed ? '診断に進む' : '設計を固定して診断に進む'}
        </PushButton>
      </div>
    </section>
  );
}
