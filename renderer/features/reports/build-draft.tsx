import { useState } from 'react';
import type { Draft } from '../../client/drafts.ts';
import { useCommand } from '../../client/hooks.ts';
import { CheckField, RadioField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { Finished } from './finished.tsx';
import { FORMATS, type Format } from './formats.ts';

/** What a composed report can become: slides of the council's template, or pages of the annual one. */
const SHAPES = [
  { template: 'council', label: 'スライド', formats: ['pptx', 'deck', 'pdf'] },
  { template: 'annual', label: '文書', formats: ['docx', 'pdf', 'html', 'xlsx'] },
] as const satisfies readonly { template: string; label: string; formats: readonly Format[] }[];

/** Makes files of a composed report; every figure is asked anew on the way. */
export function BuildDraft({ draft, saved }: { readonly draft: Draft; readonly saved: boolean }) {
  const build = useCommand('reports.build', { job: '報告書をつくる', changesWorkspace: false });
  const [shape, setShape] = useState<(typeof SHAPES)[number]>(SHAPES[0]);
  const [formats, setFormats] = useState<ReadonlySet<Format>>(new Set(SHAPES[0].formats.slice(0, 2)));
  const chosen = shape.formats.filter((format) => formats.has(format));
  const toggle = (format: Format) => {
    const next = new Set(formats);
    if (!next.delete(format)) next.add(format);
    setFormats(next);
  };
  return (
    <section className="stack" aria-label="ファイルにする">
      <h2>ファイルにする</h2>
      <fieldset className="choices inline">
        <legend>形</legend>
        {SHAPES.map((one) => (
          <RadioField
            key={one.template}
            name="shape"
            label={one.label}
            checked={one === shape}
            onChange={() => {
              setShape(one);
              setFormats(new Set(one.formats.slice(0, 2)));
            }}
          />
        ))}
      </fieldset>
      <fieldset className="choices inline">
        <legend>ファイルの種類（いくつでも）</legend>
        {shape.formats.map((format) => (
          <CheckField
            key={format}
            label={FORMATS[format]}
            checked={formats.has(format)}
            onChange={() => toggle(format)}
          />
        ))}
      </fieldset>
      <div className="actions start">
        <PushButton
          className="button"
          off={!saved || chosen.length === 0 || draft.blocks.length === 0 || build.isPending}
          onClick={() => build.mutate({ template: shape.template, draft: draft.id, formats: [...chosen] })}
        >
          {build.isPending ? 'つくっています…' : '組み立てた報告書をつくる'}
        </PushButton>
      </div>
      {build.isError && <FailurePanel failure={build.error} />}
      {build.data !== undefined && <Finished files={build.data.files} />}
    </section>
  );
}
