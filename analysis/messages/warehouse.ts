import type { SentenceCatalogue } from './catalogue.ts';

export const warehouseSentences: SentenceCatalogue = {
  'warehouse.locked': () =>
    'データベースを別の画面かコマンドが使用中です。そちらを閉じてからやり直してください。',
  'warehouse.damaged': () => 'データベースのファイルが壊れています。控えから戻すか、取り込み直してください。',
};
