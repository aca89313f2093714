import type { IssueParams } from '../domain/issue.ts';
import type { SentenceCatalogue } from './catalogue.ts';

/** What to do where the same content is to be read in another way. */
const ANOTHER_WAY =
  '違う読み方で入れ直すには、取込の履歴でその取込を取り消してから選び直すか、保留の行の使いみちを変えて試してください。';

/** Faults of files and rows: what is wrong, where, and what can be done. */
export const intakeSentences: SentenceCatalogue = {
  'intake.missing_file': ({ file }) => `ファイル「${file}」が見つかりません。場所と名前を確かめてください。`,
  'intake.no_files': () =>
    'フォルダの中に取り込めるファイルがありません。CSV・UKE・ZIP・Excel などのファイルを選んでください。',
  'intake.empty_file': ({ file }) => `「${file}」は空です。出力し直したファイルを選んでください。`,
  'intake.binary_file': ({ file }) =>
    `「${file}」は文字のファイルではありません。CSV や UKE など、取り込める形式のファイルを選んでください。`,
  'intake.unknown_layout': ({ file }) =>
    `「${file}」が何のファイルか判断できませんでした。見出しの行を確かめるか、種類を選んで列を対応づけてください。`,
  'intake.unknown_form': ({ file, id }) =>
    `「${file}」は帳票番号 ${id} のファイルですが、この帳票の項目の並びは公開されていないため、推測では読みません。種類を選び、見出しごとに意味を確かめてください。一度確かめた内容はレシピに保存でき、次からは同じように読みます。`,
  'intake.no_headings': ({ file }) =>
    `「${file}」には見出しの行がないため、どの列が何かを確かめられません。見出し付きで出力し直すか、先頭に見出しの行を加えてから選び直してください。`,
  'intake.no_such_layout': ({ layout }) => `「${layout}」という種類（レイアウト）はありません。`,
  'intake.already_loaded': ({ file, files, earlier }) =>
    Number(files) > 1
      ? `選んだ ${files} 個のファイルはすべて取込済みです（中身が同じファイルがあります）。何も変わっていません。${ANOTHER_WAY}`
      : `「${file}」は${earlier === file || !earlier ? '' : `「${earlier}」として`}取込済みです（名前が違っても中身が同じです）。何も変わっていません。${ANOTHER_WAY}`,
  'intake.rows_unusable': ({ file, count }) =>
    `「${file}」に使えない行が ${count} 行あったため、取込を中止しました。何も変わっていません。`,
  'intake.cancelled': () => '取込を中止しました。何も変わっていません。',
  'intake.record_too_long': ({ line }) =>
    `${line} 行目が長すぎて読めません。引用符（"）が閉じていないか、別の種類のファイルです。`,
  'intake.unclosed_quote': ({ line }) =>
    `${line} 行目で始まる引用符（"）が閉じていません。その行を直すか、出力し直してください。`,
  'intake.other_format': ({ file, format }) =>
    `「${file}」は${format}のファイルで、表として読めません。元のシステムから CSV で出力し直すか、表計算ソフトで開いて Excel ブック（.xlsx）か CSV で保存したものを選んでください。`,
  'intake.other_archive': ({ file, format }) =>
    `「${file}」は ${format} 形式の圧縮ファイルで、開けません。展開して中のファイルを選ぶか、zip にまとめ直してください。`,
  'intake.archive_empty': ({ file }) =>
    `「${file}」の中にはファイルがありません。圧縮し直したものを選んでください。`,
  'intake.archive_too_large': ({ file }) =>
    `「${file}」は展開すると大きくなりすぎるため、読むのをやめました。`,
  'intake.archive_nested': ({ file }) =>
    `「${file}」は圧縮ファイル（ZIP・gzip）の中の圧縮ファイルの、さらに中にあります。いちばん外を展開してから取り込んでください。`,
  'intake.archive_damaged': ({ file }) =>
    `「${file}」は壊れた圧縮ファイル（ZIP・gzip）です。もう一度出力してください。`,
  'intake.archive_truncated': ({ file }) =>
    `「${file}」は途中で切れています（コピーや保存が最後まで終わっていません）。元のファイルをもう一度コピーするか、出力し直してください。`,
  'intake.archive_encrypted': ({ file }) =>
    `「${file}」はパスワード付きの ZIP です。展開してから取り込んでください。`,
  'intake.workbook_encrypted': ({ file }) =>
    `「${file}」はパスワードで保護された Excel ブックです。Excel で開き、パスワードを外して保存し直してから取り込んでください。`,
  'intake.workbook_old': ({ file }) =>
    `「${file}」は古い形式（.xls）の Excel ブックです。Excel で開き、「Excel ブック（.xlsx）」か CSV で保存し直してください。`,
  'intake.xml_refused': ({ file }) =>
    `「${file}」の XML は安全に読めない書き方（DTD・実体宣言）を含むため、読むのをやめました。`,
  'intake.xml_damaged': ({ file }) => `「${file}」の XML が壊れています。もう一度出力してください。`,
  'intake.exchange_index': ({ file }) =>
    `「${file}」は XML 一式の目次・集計で、健診や保健指導の結果は入っていません。取り込む必要はありません。`,
  'intake.exchange_settlement': ({ file }) =>
    `「${file}」は健診・保健指導の費用の請求（決済情報）で、結果は入っていません。取り込む必要はありません。`,
  'intake.master_not_used': ({ file }) =>
    `「${file}」は修飾語・特定器材・コメントのマスターで、分析には使いません。取り込む必要はありません（使うのは傷病名 b_・医薬品 y_・診療行為 s_ です）。`,
  'intake.table_damaged': ({ file }) =>
    `「${file}」を表のファイル（Parquet・Arrow）として読めませんでした。もう一度出力してください。`,
  'intake.sheet_damaged': ({ file }) =>
    `「${file}」を Excel ブックとして読めませんでした。保存し直してください。`,
  'intake.recipe_invalid': ({ part }) =>
    `レシピの「${part}」が読めません。保存したままの内容を使ってください。`,
  'identity.no_key': () => '本人を特定できる番号（と生年月日・性別）がない行です。',
  'identity.not_linked': () => '資格情報などのどの人とも突合できなかった行です。',
  'identity.persons_merged': ({ count }) => `別々の人とされていた番号を同じ人にまとめました（${count} 件）。`,
  'row.required_missing': ({ column }) =>
    column === undefined ? '必要な列が空か、読めない行です。' : `「${column}」が空か読めない行です。`,
  'row.too_many_cells': () =>
    '見出しより列が多い行です。途中に「,」が余分に入って列がずれているおそれがあるため、使いませんでした。元のファイルで直して、この取込を置き換えてください。',
  'row.too_few_cells': () =>
    '見出しより列が少ない行です。途中の空欄が抜けて列がずれているおそれがあるため、使いませんでした。元のファイルで直して、この取込を置き換えてください。',
  'row.total_skipped': ({ count }) => `合計などの行を読み飛ばしました（${count} 行）。`,
  'column.not_used': ({ column }) => `列「${column}」は使わない列として読みませんでした。`,
  'column.required_missing': ({ column }) =>
    `必要な列「${column}」がありません。その列を加えて出力し直すか、別の見出しの列なら対応づけで選んでください。`,
  'privacy.name': ({ column }) => `氏名の列「${column}」は保存しません。`,
  'privacy.address': ({ column }) => `住所などの列「${column}」は読みませんでした。`,
  'privacy.phone': ({ column }) => `連絡先の列「${column}」は読みませんでした。`,
  'privacy.my_number': ({ column }) =>
    `個人番号（マイナンバー）とみられる列「${column}」は読みませんでした。次からは列ごと外して出力してください。`,
  'privacy.name_values': ({ column }) =>
    `列「${column}」の値は氏名の形をしているので、保存しません。氏名でないなら、コードなどに置き換えて出力してください。`,
  'privacy.address_values': ({ column }) =>
    `列「${column}」の値は住所や郵便番号の形をしているので、保存しません。`,
  'privacy.phone_values': ({ column }) =>
    `列「${column}」の値は電話番号やメールアドレスの形をしているので、保存しません。`,
  'privacy.my_number_values': ({ column }) =>
    `列「${column}」の値は個人番号（マイナンバー）の形をしている（検査用数字まで合う12桁）ので、読みませんでした。次からは列ごと外して出力してください。`,
  'privacy.system_number': ({ column }) =>
    `「${column}」は健診システム内の番号なので読みませんでした（マイナンバーではありません）。`,
  'encoding.undecodable': ({ line, count }) =>
    `文字として読めないバイトが ${count} 個あります（最初は ${line} 行目）。外字が含まれている可能性があります。`,
  'value.not_number': ({ column }) => `「${column}」に数値でないものがあります。`,
  'value.not_two': ({ column }) =>
    `「${column}」に「上/下」の2つの数でないものがあります。その値は使いません。`,
  'value.not_icd10': ({ column }) =>
    `「${column}」に ICD-10 のコード（I10、E11.9 など）でないものがあります。その行は使いません。`,
  'value.out_of_range': ({ column }) => `「${column}」にありえない大きさの値があります。`,
  'value.long_text': ({ column }) => `「${column}」の長い文章は保存しません。`,
  'value.decimal_comma': ({ column }) =>
    `「${column}」の小数点がコンマになっています。小数として読みました。`,
  'value.unit_unknown': ({ column }) =>
    `「${column}」の単位が決められたものでなく、換算の仕方も分からないため、値を読みませんでした。提供元に単位を確かめてください。`,
  'value.unit_converted': ({ column }) => `「${column}」を決められた単位に換算しました。`,
  'value.scale_suspected': ({ column }) =>
    `「${column}」は半分以上の値がふつうの大きさではありません。単位（cm と m、mg/dL と mmol/L など）や小数点の位置、列の取り違えがないか、提供元に確かめてください。違っていたら、直したファイルでこの取込を置き換えてください。`,
  'value.not_in_list': ({ column }) => `「${column}」に決められた選択肢にない値があります。`,
  'value.other_kind': ({ column }) =>
    `「${column}」に知らない種類があります。「その他」として数えるので、名前の付いた種類の件数には入りません。`,
  'value.code_of_other_period': ({ column }) =>
    `「${column}」にその年度の質問票にはない回答があります。回答なしとして扱いました。`,
  'identifier.broken_number': ({ column }) =>
    `「${column}」の番号が表計算ソフトで 2.41E+10 のような形に変わっていて、元に戻せません。`,
  'date.before_era': ({ column }) => `「${column}」に元号が始まる前の日付があります（そのまま読みました）。`,
  'date.after_era': ({ column }) => `「${column}」に元号が終わった後の日付があります（そのまま読みました）。`,
  'date.month_precision': ({ column }) => `「${column}」に日が分からない日付があります（月までを使います）。`,
  'date.excel_serial': ({ column }) =>
    `「${column}」の日付が表計算ソフトの通し番号です（日付に直しました）。`,
  'date.ambiguous_year': ({ column }) => `「${column}」の年が2桁で、西暦か和暦か決められません。`,
  'date.unreadable': ({ column }) => `「${column}」に日付として読めないものがあります。`,
  'date.not_period': ({ column }) =>
    `「${column}」に「始まりの日～終わりの日」の形でないものがあります。その期間は使いません。`,
  'date.in_future': ({ count }) =>
    `日付が取り込んだ日より後の行が ${count} 行あります。年の打ち間違いや和暦の取り違えがないか、元のファイルを確かめてください（値はそのまま読みました）。`,
  'date.before_birth': ({ count }) =>
    `日付が本人の生年月日より前の行が ${count} 行あります。日付か生年月日の間違いがないか、元のファイルを確かめてください（値はそのまま読みました）。`,
  'date.ends_before_start': ({ count }) =>
    `終わりの日が始まりの日より前の行が ${count} 行あります。列の取り違えや打ち間違いがないか、元のファイルを確かめてください（値はそのまま読みました）。`,
  'value.pressure_reversed': ({ count }) =>
    `収縮期血圧が拡張期血圧以下の行が ${count} 行あります。列の取り違えや打ち間違いがないか、元のファイルを確かめてください（値はそのまま読みました）。`,
  'row.none': () =>
    '読める行がひとつもありません。出力の条件（期間・対象者）を確かめて出力し直してください。',
  'duplicate.exact': ({ count }) => `まったく同じ行が ${count} 行あり、1行だけを使いました。`,
  'duplicate.corrected_later': ({ count }) => `同じ人・同じ日の行があり、後の行を採りました（${count} 行）。`,
  'duplicate.reissued': ({ count }) => `同じレセプトの再請求などを ${count} 件まとめました。`,
  'duplicate.already_loaded': ({ count }) => `前に取り込んだレセプトと同じものが ${count} 件ありました。`,
  'batch.rows_replaced': ({ count }) => `前に取り込んだ ${count} 件を新しい内容に置き換えました。`,
  'claim.unknown_record': () => '知らない種類のレコードを読み飛ばしました。',
  'claim.month_unreadable': () => '診療年月が読めないレセプトです。',
  'claim.setting_unknown': ({ count }) =>
    `入院・入院外の別がわからないレセプトが ${count} 件あります。件数と医療費の総額には数え、入院・入院外の別には数えません。番号（1・2 など）の意味は提供元で違うため推測しません。「入院」「入院外」などの言葉で出力し直すと分かれます。`,
  'claim.no_insurer': () => '保険者の記録（HO）がない、公費だけのレセプトです。',
  'claim.no_amount': ({ count }) =>
    `点数も金額も読めないレセプトが ${count} 件あります。0 点として数えるので、医療費が実際より少なくなります。`,
  'claim.end_missing': ({ line }) =>
    `${line} 行目から始まる請求に、最後の合計レコード（GO）がありません。ファイルが途中で切れていないか確かめ、切れていたら出力し直したファイルでこの取込を置き換えてください。`,
  'claim.volume': () =>
    '何巻かに分かれた請求の続きの巻です。末尾の総件数は全部の巻のものとして、この巻だけの数とは比べていません。すべての巻を取り込んでください。',
  'claim.receipt_total_differs': () => 'ファイル末尾の総件数と、読んだレセプトの数が合いません。',
  'claim.point_total_differs': () => 'ファイル末尾の総合計点数と、読んだ点数の合計が合いません。',
  'care.superseded_review': ({ count }) => `再審査・取消で置き換えられた明細が ${count} 行ありました。`,
  'recipe.heading_added': ({ column }) => `レシピを作ったときにはなかった列「${column}」があります。`,
  'recipe.heading_removed': ({ column }) => `レシピにある列「${column}」が今回のファイルにありません。`,
  'recipe.heading_renamed': ({ column }) =>
    `レシピの列「${column}」は、見出しが変わったようです。列の使いみちを確かめ、レシピを保存し直してください。`,
  'recipe.reordered': () =>
    '列の並びがレシピを作ったときと違います（見出しで読むので、値は入れ替わりません）。',
  'report.suppressed': ({ count }) => `帳票で伏せられた数値（＊）が ${count} か所あります。`,
  'report.total_differs': ({ column }) => `「${column}」の合計の行が、上の行の合計と合いません。`,
  'report.scaled': ({ column }) =>
    `「${column}」は千円・百万円などの単位で書かれているので、円（人・件・点）に直して取り込みました。`,
  'xml.element_missing': ({ column }) =>
    `XML に必ずあるべき要素がありません：${column}。標準様式（XSD）に合わない文書です。作成元に出力し直しを依頼してください。`,
  'xml.attribute_missing': ({ column }) =>
    `XML の値や種類の記載がありません：${column}。標準様式（XSD）に合わない文書です。作成元に出力し直しを依頼してください。`,
  'xml.header_incomplete': ({ column, count }) =>
    `XML の管理用の記載が標準様式（XSD）どおりでない文書が ${count} 件あります：${column} など。分析には使わない部分なので、結果は読みました。`,
  'xml.other_code_system': ({ column }) =>
    `XML のコード表の番号（OID）が標準様式と違います：${column}。コードの意味が違うおそれがあるので、作成元に確かめてください。`,
  'xml.truth_value': ({ column }) =>
    `XML の実施・未実施の印が true・false ではありません：${column}。1 は未実施として読みました。作成元に確かめてください。`,
  'xml.index_unreadable': () =>
    '目次（ix08）の総ファイル数が読めないため、文書がそろっているかを確かめられませんでした。',
  'xml.index_departs': ({ column }) =>
    `目次（ix08）が標準様式と違います：${column}。結果は読みましたが、作成元に確かめてください。`,
  'xml.documents_missing': ({ count }) =>
    `目次（ix08）の総ファイル数より、中の文書が ${count} 件少なくなっています。一式がそろっているかを作成元に確かめてください。`,
  'xml.other_root': () =>
    '健診結果・保健指導の XML（ClinicalDocument）ではありません。目次や決済情報などのファイルに、結果のファイル名が付いています。',
  'xml.no_results': () =>
    '結果がひとつも入っていない XML です（標準様式の component/structuredBody/component/section の中が空か、ありません）。作成元に出力し直しを依頼してください。',
  'checkup.document_unreadable': () => '壊れていて読めない健診結果の XML です。',
  'checkup.document_without_date': () => '健診実施日がない健診結果の XML です。',
  'checkup.line_of_other_kind': () => '検査機関の結果ではない行です。',
  'checkup.document_of_other_kind': () =>
    'がん検診・母子健診など、健診結果（特定健診・後期高齢者健診など）ではない XML です。一覧の CSV で取り込んでください。',
  'guidance.document_unreadable': () => '壊れていて読めない特定保健指導の XML です。',
  'guidance.document_of_other_kind': () => '特定保健指導の報告区分（21～25）ではない XML です。',
  'master.no_disease': () =>
    '傷病名コードも傷病名もない行です。どちらかを入れて、この取込を置き換えてください。',
  'screening.no_year': () => '検診の日も年度もない（または読めない）行です。',
  'participation.no_programme': () =>
    'どの事業の名簿か分からない行です。事業コードの列を入れるか、事業一覧を取り込み、ファイル名に事業の名前を入れてください。事業一覧を後から取り込んだときは、保留の行をもう一度試せます。',
  'screening.undated': ({ count }) =>
    `受診日も年度も分からない検診が ${count} 件あり、取り込みませんでした。年度か受診日の列を加えて出力し、この取込を置き換えてください。`,
  'screening.year_only': ({ count }) =>
    `受診した日がなく年度だけが分かる検診が ${count} 件ありました。受診日はその年度の4月1日として数えます。`,
  'screening.no_result': ({ count }) =>
    `検診の結果がひとつも入っていない行が ${count} 行ありました（受診なしとして扱います）。`,
  'guidance.no_year': () => '年度が分からない特定保健指導の行です。',
};

const EVIDENCE: Readonly<Record<string, (params: IssueParams) => string>> = {
  'evidence.file_id': ({ line, id }) => `${line} 行目にファイル識別「${id}」があります`,
  'evidence.heading_row': ({ line, columns }) => `${line} 行目が見出しで、${columns} 列あります`,
  'evidence.heading_rows': ({ first, last, columns }) =>
    `${first}〜${last} 行目が2段の見出しで、${columns} 列あります`,
  'evidence.notes_row': ({ line }) => `${line} 行目は単位・書式・列の番号の行なので、データには数えません`,
  'evidence.hidden_sheet': () =>
    '表計算ソフトで非表示にしたシートですが、これも読みます。不要なら、シートを消して保存し直してください',
  'evidence.hidden_rows': ({ rows }) => `非表示の行が ${rows} 行あり、それも読みます`,
  'evidence.headings_matched': ({ matched }) => `見出し ${matched} 列の意味が分かりました`,
  'evidence.record_marks': ({ line }) => `${line} 行目からのレコードの印が仕様と一致します`,
  'evidence.uke_first_record': () => '先頭が医療機関情報（IR・YK）レコードです',
  'evidence.insurer_prefix': () => '保険者用の行番号3列とレコード識別があります',
  'evidence.checkup_xml': ({ files }) => `特定健診の XML が ${files} 件あります`,
  'evidence.guidance_xml': ({ files }) => `特定保健指導の XML が ${files} 件あります`,
  'evidence.lab_mark': () => '検査機関の結果ファイルの印（KENSA）と17桁の項目コードがあります',
  'evidence.recipe': ({ name, line }) => `${line} 行目の見出しが、保存したレシピ「${name}」と一致します`,
  'evidence.chosen': ({ columns }) => `${columns} 列の使いみちを画面で決めました`,
  'evidence.report_title': ({ line }) => `${line} 行目までが表題で、その下に集計表があります`,
  'encoding.bom': () => '文字コード：先頭の印（BOM）で判断',
  'encoding.utf16_zeros': () => '文字コード：印（BOM）のない UTF-16 のバイトの並び',
  'encoding.ascii': () => '文字コード：半角英数字だけ',
  'encoding.utf8_valid': () => '文字コード：UTF-8 として正しく読める',
  'encoding.cp932_valid': () => '文字コード：Shift_JIS（CP932）として正しく読める',
  'encoding.cp932_mostly': () => '文字コード：ほぼ Shift_JIS（CP932）。外字などの読めないバイトあり',
  'encoding.eucjp_valid': () => '文字コード：EUC-JP として正しく読める（Shift_JIS・UTF-8 としては読めない）',
  'encoding.eucjp_mostly': () => '文字コード：ほぼ EUC-JP。読めないバイトあり',
  'separator.tab': () => '区切り：タブ',
  'separator.semicolon': () => '区切り：セミコロン（;）',
  'separator.bar': () => '区切り：縦線（|）',
  'encoding.chosen': () => '文字コード：指定されたもの',
};

/** Why a file was taken for what it is, in words. */
export function evidenceSentence(code: string, params: IssueParams): string {
  return EVIDENCE[code]?.(params) ?? code;
}

const COLUMN_REASONS: Readonly<Record<string, string>> = {
  heading: '見出しの言い方が一致',
  item_code: '17桁の項目コード',
  recipe: '保存したレシピで決めた使いみち',
  chosen: 'この画面で選んだ使いみち',
  kept: '見出しのまま残す列',
  direct: '氏名・住所などの列なので読みません',
  report: '行の名前と数値の並びから判断',
  unknown: '意味が分からないため使いません',
  heading_like: '見出しが似ている',
  code_list: '入っている語が、決められた選択肢と一致',
  values: '値の形が一致',
};

/** Why a column is taken, or offered, for a meaning. */
export function reasonSentence(code: string): string {
  return COLUMN_REASONS[code] ?? code;
}

/** Why a column is offered what the recipe said about another heading. */
export function renamedSentence(old: string): string {
  return `レシピの「${old}」の見出しが変わったもの`;
}

const UNLINKED_REASONS: Readonly<Record<string, string>> = {
  ambiguous: 'だれか一人に決められない番号',
  not_found: 'どの人のものか分からない番号',
  incomplete: '生年月日か性別がない人',
  not_in_register: '資格の台帳にいない人',
  no_key: '番号のない行',
};

/** Why records were not linked, in words. */
export function unlinkedReason(code: string): string {
  return UNLINKED_REASONS[code] ?? code;
}

const REMEDIES: Readonly<Record<string, string>> = {
  ambiguous:
    '同じ記号番号・生年月日・性別の人が複数います（双子など）。枝番か宛名番号のある出力を使ってください。',
  not_found: '番号対応表（アプリIDと宛名番号など）か資格の台帳を先に取り込んでください。',
  incomplete: '生年月日か性別がないため、新しい人として登録できません。資格の台帳を先に取り込んでください。',
  not_in_register:
    'この取込で人として加えました。受診率などの分母には入りません。対象期間の台帳（転出者・喪失者を含む）を取り込んでください。',
  no_key: '番号・生年月日・性別のいずれかが空です。出力する項目を確かめてください。',
};

/** What can be done about records that were not linked. */
export function remedySentence(reason: string): string {
  return REMEDIES[reason] ?? reason;
}
