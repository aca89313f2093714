import type { Command } from '../app/commands.ts';
import { routes } from '../app/routes.ts';
import { ShortcutTable } from '../app/shortcuts-dialog.tsx';
import { useOperation } from '../client/hooks.ts';
import { TableHead } from '../components/table-head.tsx';
import { ConformanceStatement } from './conformance-view.tsx';
import { GlossaryList } from './glossary.tsx';
import { guides } from './guides.ts';
import { Reading } from './reading.tsx';
import { tourStops } from './tour-stops.ts';

function Screens() {
  return (
    <table className="data-table prose">
      <TableHead columns={['画面', '答える問い']} />
      <tbody>
        {routes.map((route) => (
          <tr key={route.id}>
            <th scope="row">{route.label}</th>
            <td>{route.question}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Guides() {
  return guides.map((guide) => (
    <section key={guide.id} className="stack">
      <h3>
        {guide.title}（めやす：{guide.when}）
      </h3>
      <ol>
        {guide.steps.map((step) => (
          <li key={step.text}>{step.text}</li>
        ))}
      </ol>
    </section>
  ));
}

/** The whole help on one page, made of the same parts as the screens, for paper. */
export function Manual({ commands }: { readonly commands: readonly Command[] }) {
  const version = useOperation('app.info', {}).data?.version ?? '';
  const general = useOperation('help.glossary', {}).data?.entries.filter(({ reading }) => reading !== '');
  return (
    <article className="manual stack" aria-label="手引き">
      <div className="detail-head">
        <h2>保健事業EBPMデスク 手引き（版 {version}）</h2>
        <button type="button" className="button secondary small no-print" onClick={() => window.print()}>
          印刷する
        </button>
      </div>
      <p>
        このアプリは、市区町村の保健事業を根拠にもとづいて評価するためのものです。計算はこのPCの中だけで行い、
        外へは何も送りません。画面とファイルに出るのは、秘匿の規則を通った統計だけです。
      </p>
      <h2>画面と問い</h2>
      <Screens />
      <h2>画面の案内</h2>
      <dl className="definition wide">
        {tourStops.map((stop) => (
          <div key={stop.title}>
            <dt>{stop.title}</dt>
            <dd>{stop.text}</dd>
          </div>
        ))}
      </dl>
      <h2>作業の手順</h2>
      <Guides />
      <h2>数字の読み方</h2>
      <Reading />
      <h2>キー操作</h2>
      <ShortcutTable commands={commands} />
      <h2>ことばの意味</h2>
      {general !== undefined && <GlossaryList entries={general} level={3} />}
      <ConformanceStatement level={2} />
    </article>
  );
}
