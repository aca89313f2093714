import type { SentenceCatalogue } from './catalogue.ts';

export const workspaceSentences: SentenceCatalogue = {
  'workspace.exists': ({ name }) => `「${name}」には既にファイルがあります。別の名前にしてください。`,
  'workspace.missing': ({ name }) => `ワークスペース「${name}」が見つかりません。`,
  'workspace.not_a_workspace': ({ name }) =>
    `「${name}」はこのアプリのワークスペース（.ebpm フォルダ）ではありません。`,
  'workspace.newer': ({ name }) =>
    `「${name}」は新しい版のアプリで作られています。アプリを新しくしてから開いてください。`,
  'workspace.damaged': ({ part }) =>
    `ワークスペースの「${part}」が壊れているか、なくなっています。控えから戻してください。`,
  'workspace.in_use': () =>
    'このワークスペースは別の画面かコマンドが使用中です。そちらを閉じてから開いてください。',
  'workspace.read_only': () => '読み取り専用で開いているため、変更できません。',
  'workspace.settings_invalid': ({ fields }) => `設定の値が正しくありません（${fields}）。`,
  'workspace.no_such_batch': ({ batch }) => `取込番号 ${batch} はありません。`,
};
