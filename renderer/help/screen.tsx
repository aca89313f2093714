import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { go, placeHash } from '../app/location.ts';
import { routeOf } from '../app/routes.ts';
import type { ScreenProps } from '../app/screen.tsx';
import { ShortcutTable } from '../app/shortcuts-dialog.tsx';
import { keyCommands } from '../app/window-commands.ts';
import { ScreenHead } from '../components/screen-head.tsx';
import { ConformanceStatement } from './conformance-view.tsx';
import { Glossary } from './glossary.tsx';
import { guides } from './guides.ts';
import { Manual } from './manual.tsx';
import { Reading } from './reading.tsx';

const TABS = [
  { id: 'guides', label: '作業の手順' },
  { id: 'glossary', label: 'ことばの意味' },
  { id: 'reading', label: '数字の読み方' },
  { id: 'keys', label: 'キー操作' },
  { id: 'manual', label: '手引き（印刷用）' },
  { id: 'conformance', label: 'アクセシビリティ' },
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

/** Task guides, glossary, how to read the numbers, keys; all of it for paper; the accessibility statement. */
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
          <ShortcutTable commands={keyCommands()} />
        </TabPanel>
        <TabPanel id="manual">
          <Manual commands={keyCommands()} />
        </TabPanel>
        <TabPanel id="conformance">
          <ConformanceStatement level={2} />
        </TabPanel>
      </Tabs>
    </div>
  );
}
