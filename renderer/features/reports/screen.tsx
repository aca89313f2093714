import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { useParam, usePlace } from '../../app/location.ts';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { CheckField, SelectField, YearField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { choicesOf, type District } from '../overview/place.ts';
import { Composer } from './composer.tsx';
import { Finished } from './finished.tsx';
import { FORMATS, type Format, type Template } from './formats.ts';
import { StudyChoice } from './study-choice.tsx';
import { TemplateFiles } from './template-files.tsx';

interface Draft {
  readonly template: Template;
  readonly formats: ReadonlySet<Format>;
  readonly year: number | null;
  readonly studyId: string;
  readonly district: string;
}

function TemplateChoice(props: {
  readonly templates: readonly Template[];
  readonly chosen: Template;
  readonly onChoose: (template: Template) => void;
}) {
  return (
    <fieldset className="choices">
      <legend>1. ひな型</legend>
      {props.templates.map((template) => (
        <label key={template.id} className={template === props.chosen ? 'card option chosen' : 'card option'}>
          <input
            type="radio"
            name="template"
            className="radio"
            checked={template === props.chosen}
            onChange={() => props.onChoose(template)}
          />
          <span>
            <strong>{template.name}</strong>
            <span className="hint">{template.description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function FormatChoice(props: { readonly draft: Draft; readonly onToggle: (format: Format) => void }) {
  return (
    <fieldset className="choices inline">
      <legend>2. ファイルの種類（いくつでも）</legend>
      {props.draft.template.formats.map((format) => (
        <CheckField
          key={format}
          label={FORMATS[format]}
          checked={props.draft.formats.has(format)}
          onChange={() => props.onToggle(format)}
        />
      ))}
    </fieldset>
  );
}

/** The request of a draft, once it is complete. */
export function requestOf(draft: Draft): OperationInput<'reports.build'> | null {
  const needsStudy = draft.template.base === 'study';
  const formats = draft.template.formats.filter((format) => draft.formats.has(format));
  if (formats.length === 0 || (needsStudy && draft.studyId === '')) return null;
  return {
    template: draft.template.id,
    formats,
    ...(draft.year === null ? {} : { year: draft.year }),
    ...(needsStudy ? { studyId: draft.studyId } : {}),
    ...(draft.template.base === 'district' && draft.district !== '' ? { district: draft.district } : {}),
  };
}

function toggled(formats: ReadonlySet<Format>, format: Format): ReadonlySet<Format> {
  const next = new Set(formats);
  if (!next.delete(format)) next.add(format);
  return next;
}

function DistrictChoice(props: {
  readonly districts: readonly District[];
  readonly district: string;
  readonly onChange: (code: string) => void;
}) {
  return (
    <SelectField
      label="地区"
      value={props.district}
      options={choicesOf(props.districts).map(({ district, depth }) => [
        district.code,
        `${'　'.repeat(depth)}${district.name}`,
      ])}
      onChange={props.onChange}
    />
  );
}

interface ComposeProps {
  readonly templates: readonly Template[];
  readonly years: readonly number[];
  readonly districts: readonly District[];
}

function Compose({ templates, years, districts }: ComposeProps) {
  const { params } = usePlace();
  const [draft, setDraft] = useState<Draft | null>(() => {
    const template = templates.find(({ id }) => id === params.template) ?? templates[0];
    if (template === undefined) return null;
    const year = years.find((one) => String(one) === params.y) ?? years[0] ?? null;
    const formats = new Set(template.formats.slice(0, 2));
    const district = params.district ?? choicesOf(districts)[0]?.district.code ?? '';
    return { template, formats, year, studyId: '', district };
  });
  const build = useCommand('reports.build', { job: '報告書をつくる' });
  if (draft === null) return <p>ひな型がありません。</p>;
  const request = requestOf(draft);
  return (
    <>
      <TemplateChoice
        templates={templates}
        chosen={draft.template}
        onChoose={(template) =>
          setDraft({ ...draft, template, formats: new Set(template.formats.slice(0, 2)) })
        }
      />
      <FormatChoice
        draft={draft}
        onToggle={(format) => setDraft({ ...draft, formats: toggled(draft.formats, format) })}
      />
      <fieldset className="choices inline">
        <legend>3. 中身</legend>
        <YearField years={years} value={draft.year} onChange={(year) => setDraft({ ...draft, year })} />
        {draft.template.base === 'district' && (
          <DistrictChoice
            districts={districts}
            district={draft.district}
            onChange={(district) => setDraft({ ...draft, district })}
          />
        )}
        {draft.template.base === 'study' && (
          <StudyChoice value={draft.studyId} onChange={(studyId) => setDraft({ ...draft, studyId })} />
        )}
      </fieldset>
      <div className="actions start">
        <PushButton
          className="button"
          off={request === null || build.isPending}
          onClick={() => request !== null && build.mutate(request)}
        >
          {build.isPending ? 'つくっています…' : '報告書をつくる'}
        </PushButton>
        <p className="hint">画面と同じ、秘匿の済んだ数字だけが入ります。出したことは公開記録に残ります。</p>
      </div>
      {build.isError && <FailurePanel failure={build.error} />}
      {build.data !== undefined && <Finished files={build.data.files} />}
    </>
  );
}

const WAYS = [
  { id: 'template', label: 'ひな型からつくる' },
  { id: 'compose', label: '図を選んで組み立てる' },
] as const;

/** Choose a template and formats, or compose from figures; build, save, present. */
export function ReportsScreen({ state }: ScreenProps) {
  const list = useOperation('reports.templates', {});
  const [way, setWay] = useParam('w', 'template');
  const years = [...state.fiscalYears].sort((a, b) => b - a);
  return (
    <div className="screen">
      <ScreenHead route="reports" />
      <Tabs
        className="tabs"
        selectedKey={way === 'compose' ? 'compose' : 'template'}
        onSelectionChange={(key) => setWay(String(key))}
      >
        <TabList className="tab-list" aria-label="つくり方" items={WAYS}>
          {(item) => <Tab className="tab">{item.label}</Tab>}
        </TabList>
        <TabPanel id="template" className="stack">
          <Answer query={list}>
            {({ templates }) => (
              <>
                <Compose templates={templates} years={years} districts={state.districts} />
                {state.open && <TemplateFiles templates={templates} />}
              </>
            )}
          </Answer>
        </TabPanel>
        <TabPanel id="compose">
          <Composer />
        </TabPanel>
      </Tabs>
    </div>
  );
}
