import { useState } from 'react';
import type { OperationInput, OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import type { ScreenProps } from '../../app/screen.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { Finished } from './finished.tsx';
import { StudyChoice } from './study-choice.tsx';

type Template = OperationOutput<'reports.templates'>['templates'][number];
type Format = Template['formats'][number];

const FORMATS: Readonly<Record<Format, string>> = {
  xlsx: 'Excel（表と出し方）',
  pptx: 'PowerPoint（発表用）',
  docx: 'Word',
  pdf: 'PDF（印刷・配布用）',
  html: 'HTML（画面で読む）',
  csv: 'CSV（表の数字）',
  png: 'PNG（図の画像）',
  svg: 'SVG（拡大できる図）',
};

interface Draft {
  readonly template: Template;
  readonly formats: ReadonlySet<Format>;
  readonly year: number | null;
  readonly studyId: string;
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
        <label key={format} className="field inline check">
          <input
            type="checkbox"
            className="checkbox"
            checked={props.draft.formats.has(format)}
            onChange={() => props.onToggle(format)}
          />
          <span>{FORMATS[format]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function YearChoice(props: {
  readonly years: readonly number[];
  readonly year: number | null;
  readonly onChange: (year: number) => void;
}) {
  const { fiscalYear } = usePreferences();
  return (
    <label className="field inline">
      <span>年度</span>
      <select
        className="select"
        value={props.year ?? ''}
        onChange={(event) => props.onChange(Number(event.target.value))}
      >
        {props.years.map((year) => (
          <option key={year} value={year}>
            {fiscalYear(year)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The request of a draft, once it is complete. */
export function requestOf(draft: Draft): OperationInput<'reports.build'> | null {
  const needsStudy = draft.template.id === 'study';
  const formats = draft.template.formats.filter((format) => draft.formats.has(format));
  if (formats.length === 0 || (needsStudy && draft.studyId === '')) return null;
  return {
    template: draft.template.id,
    formats,
    ...(draft.year === null ? {} : { year: draft.year }),
    ...(needsStudy ? { studyId: draft.studyId } : {}),
  };
}

function toggled(formats: ReadonlySet<Format>, format: Format): ReadonlySet<Format> {
  const next = new Set(formats);
  if (!next.delete(format)) next.add(format);
  return next;
}

function Compose({
  templates,
  years,
}: {
  readonly templates: readonly Template[];
  readonly years: readonly number[];
}) {
  const [draft, setDraft] = useState<Draft | null>(() => {
    const template = templates[0];
    return template === undefined
      ? null
      : { template, formats: new Set(template.formats.slice(0, 2)), year: years[0] ?? null, studyId: '' };
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
        <YearChoice years={years} year={draft.year} onChange={(year) => setDraft({ ...draft, year })} />
        {draft.template.id === 'study' && (
          <StudyChoice value={draft.studyId} onChange={(studyId) => setDraft({ ...draft, studyId })} />
        )}
      </fieldset>
      <div className="actions start">
        <button
          type="button"
          className="button"
          disabled={request === null || build.isPending}
          onClick={() => request !== null && build.mutate(request)}
        >
          {build.isPending ? 'つくっています…' : '報告書をつくる'}
        </button>
        <p className="hint">画面と同じ、秘匿の済んだ数字だけが入ります。出したことは公開記録に残ります。</p>
      </div>
      {build.isError && <FailurePanel failure={build.error} />}
      {build.data !== undefined && <Finished files={build.data.files} />}
    </>
  );
}

/** Choose a template and formats, build, save. */
export function ReportsScreen({ state }: ScreenProps) {
  const list = useOperation('reports.templates', {});
  const years = [...state.fiscalYears].sort((a, b) => b - a);
  return (
    <div className="screen">
      <ScreenHead route="reports" />
      <Answer query={list}>{({ templates }) => <Compose templates={templates} years={years} />}</Answer>
    </div>
  );
}
