import type { SentenceCatalogue } from './catalogue.ts';

export const workspaceSentences: SentenceCatalogue = {
  'workspace.exists': ({ name }) => `「${name}」には既にファイルがあります。別の名前にしてください。`,
  'workspace.missing': ({ name }) => `作業フォルダー「${name}」が見つかりません。`,
  'workspace.not_a_workspace': ({ name }) =>
    `「${name}」はこのアプリの作業フォルダー（.ebpm）ではありません。`,
  'workspace.newer': ({ name }) =>
    `「${name}」は新しい版のアプリで作られています。アプリを新しくしてから開いてください。`,
  'workspace.damaged': ({ part }) =>
    `作業フォルダーの「${part}」が壊れているか、なくなっています。控えから戻してください。`,
  'workspace.in_use': () =>
    'この作業フォルダーは別の画面かコマンドが使用中です。そちらを閉じてから開いてください。',
  'workspace.read_only': () => '読み取り専用で開いているため、変更できません。',
  'workspace.settings_invalid': ({ fields }) => `設定の値が正しくありません（${fields}）。`,
  'workspace.logo_unusable': ({ megabytes }) =>
    `この画像はロゴに使えません。${megabytes}MBまでのPNGかJPEGの画像を選んでください。`,
  'workspace.text_file_name': () =>
    'ファイルの名前（id）が使えません。半角の小文字、数字、「-」「_」「.」で付けてください。',
  'workspace.no_such_recipe': ({ name }) => `レシピ「${name}」はありません。`,
  'workspace.no_such_table': ({ name }) =>
    `「${name}」の列の使いみちは決められません（表ではないファイルです）。`,
  'workspace.nothing_quarantined': ({ batch }) => `取込番号 ${batch} に保留の行はありません。`,
  'workspace.undo_later_first': ({ files }) =>
    `後の取込（${files}）がこの取込の内容を引き継いでいます。これだけを取り消すと後の取込の数が合わなくなります。取込の履歴で先にそちらを取り消してから、もう一度取り消してください。何も変わっていません。`,
  'workspace.no_such_batch': ({ batch }) => `取込番号 ${batch} はありません。`,
};
