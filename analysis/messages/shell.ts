import type { SentenceCatalogue } from './catalogue.ts';

/** Sentences of the shells: transport, windows, command line, files handed over by the host. */
export const shellSentences: SentenceCatalogue = {
  'shell.bug': () =>
    'プログラムの内部で予期しない誤りが起きました。作業中のデータは変更されていません。もう一度試しても起きる場合は、操作の手順を添えて開発元へお知らせください。',
  'shell.unknown_operation': () =>
    'この画面と分析プログラムの版が合っていません。アプリを起動し直してください。',
  'shell.invalid_input': ({ operation }) =>
    `依頼の内容が決められた形に合っていません（操作: ${operation}）。画面の入力を確かめて、もう一度実行してください。`,
  'shell.unreleased': () =>
    '秘匿の確認を通っていない数値が含まれていたため、表示を止めました。この内容は公開されていません。',
  'shell.cancelled': () => '中止しました。途中までの変更は取り消されています。',
  'shell.connection_lost': () =>
    '分析プログラムとの接続が切れました。自動でつなぎ直します。つながらないときはアプリを起動し直してください。',
  'shell.unauthorised': () =>
    'この画面を開く許可がありません。アプリが表示したアドレス（#token= を含むもの）から開き直してください。',
  'shell.too_large': ({ limitMebibytes }) =>
    `受け取れる大きさ（${limitMebibytes} MiB）を超えています。ファイルを分けて取り込んでください。`,
  'shell.unknown_file': () => '指定されたファイルが見つかりません。ファイルを選び直してください。',
  'shell.unknown_verb': ({ verb }) =>
    `「${verb}」という命令はありません。使える命令は「ebpm help」で確かめられます。`,
  'shell.unknown_option': ({ option, verb }) => `命令「${verb}」に「${option}」という指定はありません。`,
  'shell.option_value': ({ option }) => `「${option}」の値がありません。値を続けて書いてください。`,
  'shell.missing_option': ({ option, verb }) => `命令「${verb}」には「${option}」の指定が必要です。`,
  'shell.one_option': ({ options }) => `次の指定は、一度に1つだけ書いてください: ${options}`,
  'shell.missing_argument': ({ argument, verb }) => `命令「${verb}」には${argument}の指定が必要です。`,
  'shell.extra_argument': ({ verb, count }) =>
    `命令「${verb}」に余分な引数が ${count} 個あります。空白を含む名前は引用符で囲んでください。`,
  'shell.argument_of_option': ({ verb, count, option, what }) =>
    `命令「${verb}」に余分な引数が ${count} 個あります。${what}は ${option} で指定してください（例：${option} ID、いくつもあるときは ${option} ID,ID）。`,
  'shell.option_number': ({ option }) => `「${option}」は数で指定してください。`,
  'shell.option_whole': ({ option, min, max }) =>
    `「${option}」は ${min} から ${max} までの整数で指定してください。`,
  'shell.option_choice': ({ option, choices }) => `「${option}」は次のどれかで指定してください: ${choices}`,
  'shell.file_missing': ({ name }) => `「${name}」が見つかりません。場所と名前を確かめてください。`,
  'shell.file_unreadable': ({ name }) => `「${name}」を読めません。アクセス権を確かめてください。`,
  'shell.file_is_folder': ({ name }) =>
    `「${name}」はフォルダです。フォルダではなく、その中のファイルを1つ指定してください。`,
  'shell.file_not_utf8': ({ name, encoding }) =>
    encoding === ''
      ? `「${name}」は文字のファイルではないか、文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。`
      : `「${name}」の文字コードは ${encoding} のようです。UTF-8 で保存し直してください。`,
  'shell.file_empty': ({ name }) => `「${name}」は空のファイルです。`,
  'shell.not_json': ({ name }) => `「${name}」は JSON として読めません。書式を確かめてください。`,
  'shell.workspace_missing': ({ name }) =>
    `ワークスペース「${name}」がありません。先に「ebpm import --workspace ${name} --from ファイル」で作ってください。`,
  'shell.output_exists': ({ name }) =>
    `出力先「${name}」はフォルダではありません。別の場所を指定してください。`,
  'shell.output_unwritable': ({ name }) =>
    `出力先「${name}」に書き込めません。アクセス権と空き容量を確かめてください。`,
  'shell.no_schema': ({ verbs }) => `形を示せる命令は次のとおりです: ${verbs}`,
  'shell.port_taken': ({ port }) => `ポート ${port} は使われています。別の番号を --port で指定してください。`,
  'shell.no_data': () => 'このワークスペースにはまだデータがありません。先にファイルを取り込んでください。',
  'shell.nothing_to_import': () =>
    '取り込めるファイルがありません。ファイルかフォルダを --from で指定してください。',
  'shell.protect_refused': () =>
    'この表は、人数の少ない欄を守ったまま公表できる形にできませんでした。区分をまとめるか、表を分けてください。',
  'shell.files_refused': ({ count }) =>
    `${count} 個のファイルを取り込めませんでした。理由は上の一覧のとおりです。`,
  'shell.threshold_unknown': ({ workspace }) =>
    `ワークスペース「${workspace}」を作りました。人口が指定されていないため、20人未満の人数を秘匿します（人口は --population で指定できます）。`,
  'shell.renderer_missing': () =>
    '画面のファイルがありません。「npm run build」を実行してから、もう一度開いてください。',
  'shell.pdf_unavailable': () =>
    'PDF を作るブラウザが見つかりません。Chrome、Edge、Chromium のどれかを入れるか、HTML で出力してください。',
  'shell.pdf_failed': () =>
    'PDF を作れませんでした。HTML で出力して、ブラウザの印刷から PDF にしてください。',
};
