import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { screenCommands } from '../app/commands.ts';
import { go, placeHash } from '../app/location.ts';
import { routeOf } from '../app/routes.ts';
import type { ScreenProps } from '../app/screen.tsx';
import { ScreenHead } from '../components/screen-head.tsx';
import { Glossary } from './glossary.tsx';
import { guides } from './guides.ts';

const TABS = [
  { id: 'guides', label: '作業の手順' },
  { id: 'glossary', label: 'ことばの意味' },
  { id: 'reading', label: '数字の読み方' },
  { id: 'keys', label: 'キー操作' },
] as const;

function Guides() {
  return (
    <div className="cards two">
      {guides.map((guide) => (
        <section key={guide.id} className="card">
          <h2>{guide.title}</h2>
          <p className="hint">めやす：{guide.when}</p>
          <ol>
            {guide.steps.map((step) => (
              <li key={step.text}>
                {step.text}{' '}
                <a href={placeHash({ route: step.route, detail: '', params: {} })}>
                  {routeOf(step.route).label}を開く
                </a>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

const READING = [
  [
    '＊',
    '人数が少なく、個人が分かるおそれがあるため伏せた数です。0 ではありません。指すか、選ぶと理由が出ます。',
  ],
  ['—', 'あてはまる人がいない（分母が0）ことを示します。'],
  [
    '95%信頼区間',
    'たまたまのばらつきを考えた、本当の値のありそうな範囲です。区間どうしが大きく重なるときは、違うとは言えません。',
  ],
  ['年齢調整', '高齢の人が多い地区ほど高く出る、といった年齢構成の違いをならして比べるための計算です。'],
  ['ポイント', '割合どうしの差です。40%が42%になったとき、差は2ポイントです。'],
  ['使える・注意・使えない', 'そのデータで、その分析をしてよいかの判定です。理由が必ずついています。'],
] as const;

function Reading() {
  return (
    <dl className="definition wide">
      {READING.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

const FIXED_KEYS = [
  ['Ctrl+K', 'したいことを言葉で探す'],
  ['F1', 'ことばの意味を調べる'],
  ['Ctrl+Shift+L', '明るい画面・暗い画面の切り替え'],
  ['Ctrl+Shift+Y', '和暦・西暦の切り替え'],
  ['Ctrl+Shift+F', '発表の画面（大きな文字、全画面）。Esc で終わる'],
  ['Tab ／ Shift+Tab', '次・前の部品へ'],
  ['Enter ／ Space', '押す、選ぶ'],
  ['← →', 'タブの切り替え'],
  ['Esc', '開いた窓を閉じる'],
] as const;

function Keys() {
  const screens = screenCommands().flatMap(({ keys, label }) =>
    keys === undefined ? [] : [[keys, label] as const],
  );
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th scope="col">キー</th>
          <th scope="col">すること</th>
        </tr>
      </thead>
      <tbody>
        {[...FIXED_KEYS, ...screens].map(([keys, label]) => (
          <tr key={keys}>
            <th scope="row">
              <kbd>{keys}</kbd>
            </th>
            <td>{label}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Task guides, glossary, how to read the numbers, keys. */
export function HelpScreen({ place }: ScreenProps) {
  const selected = TABS.find((tab) => tab.id === place.detail)?.id ?? 'guides';
  return (
    <div className="screen">
      <ScreenHead route="help" />
      <Tabs className="tabs" selectedKey={selected} onSelectionChange={(key) => go('help', String(key))}>
        <TabList className="tab-list" aria-label="ヘルプの種類" items={TABS}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="guides">
          <Guides />
        </TabPanel>
        <TabPanel id="glossary">
          <Glossary level={2} />
        </TabPanel>
        <TabPanel id="reading">
          <Reading />
        </TabPanel>
        <TabPanel id="keys">
          <Keys />
        </TabPanel>
      </Tabs>
    </div>
  );
}
