import { useState } from 'react';
import { type Failure, failureOf } from '../../client/failure.ts';
import { useAttachment, useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import type { Template } from './formats.ts';

/** Templates as files: take one in, hand one out to edit or to share, remove an own one. */
export function TemplateFiles({ templates }: { readonly templates: readonly Template[] }) {
  const { host } = useAttachment();
  const [failure, setFailure] = useState<Failure | null>(null);
  const take = useCommand('reports.importTemplate');
  const hand = useCommand('reports.exportTemplate');
  const remove = useCommand('reports.deleteTemplate');
  const tried = async (action: () => Promise<unknown>) => {
    setFailure(null);
    try {
      await action();
    } catch (thrown) {
      setFailure(failureOf(thrown, false));
    }
  };
  const importFile = async () => {
    const [file] = await host.pickFiles({ folders: false, kind: 'template' });
    if (file === undefined) return;
    await take.mutateAsync({ file: file.token });
    announce('ひな型を読み込みました。');
  };
  const exportFile = async (id: string) => {
    const { token } = await hand.mutateAsync({ id });
    if ((await host.saveFile(token)) === 'saved') announce('ひな型を書き出しました。');
  };
  return (
    <details className="card">
      <summary>ひな型を自分の市町村用に直す・ほかの市町村と分け合う</summary>
      <p className="hint">
        ひな型は文字だけのファイル（YAML）で、データは入りません。書き出して順番や言葉を直し、読み込むと、上の一覧に加わります。
      </p>
      <TemplateTable
        templates={templates}
        onExport={(id) => void tried(() => exportFile(id))}
        onRemove={({ id, name }) =>
          void tried(async () => {
            await remove.mutateAsync({ id });
            announce(`${name}を消しました。`);
          })
        }
      />
      <div className="actions start">
        <button type="button" className="button secondary" onClick={() => void tried(importFile)}>
          ひな型のファイルを読み込む
        </button>
      </div>
      {failure !== null && <FailurePanel failure={failure} />}
    </details>
  );
}

function TemplateTable(props: {
  readonly templates: readonly Template[];
  readonly onExport: (id: string) => void;
  readonly onRemove: (template: Template) => void;
}) {
  return (
    <table className="data-table">
      <TableHead columns={['ひな型', '種類', '操作']} />
      <tbody>
        {props.templates.map((template) => (
          <tr key={template.id}>
            <th scope="row">{template.name}</th>
            <td>{template.own ? '自治体のもの' : '製品のもの'}</td>
            <td>
              <button
                type="button"
                className="button secondary small"
                aria-label={`${template.name}を書き出す`}
                onClick={() => props.onExport(template.id)}
              >
                書き出す
              </button>{' '}
              {template.own && (
                <button
                  type="button"
                  className="button secondary small"
                  aria-label={`${template.name}を消す`}
                  onClick={() => props.onRemove(template)}
                >
                  消す
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
