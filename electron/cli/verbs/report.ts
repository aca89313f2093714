import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OperationInput, OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { reportFormat } from '../../../analysis/api/contract/reports.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { outputFolder } from '../inputs.ts';
import { type Session, withWorkspace } from '../session.ts';
import { present, type Verb } from '../verb.ts';

const FORMATS = reportFormat.options;

export type ReportInput = OperationInput<'reports.build'>;

export const report: Verb = {
  verb: 'report',
  summary: '報告書を作ります。',
  usage:
    'report --workspace W --template annual|council|summary|study|district|kpi|payment|processing|自作のid [--study ID] [--district 地区の名前かコード] [--year Y] --out DIR [--format xlsx,pptx,docx,pdf,html,csv,svg,png,deck] [--csv-encoding utf8|cp932] [--json]',
  options: {
    workspace: 'value',
    template: 'value',
    study: 'value',
    district: 'value',
    year: 'value',
    out: 'value',
    format: 'values',
    'csv-encoding': 'value',
    json: 'flag',
  },
  run: async (args, io) => {
    const workspace = args.required('workspace');
    const template = args.required('template');
    const formats = args.choices('format', FORMATS);
    const year = args.whole('year', 1990, 2100);
    const studyId = args.optional('study');
    const district = args.optional('district');
    const csvEncoding = args.choice('csv-encoding', ['utf8', 'cp932']);
    const folder = outputFolder(args.required('out'));
    const files = await withWorkspace(io, workspace, async (session) => {
      const request = {
        template,
        ...(year === undefined ? {} : { year }),
        ...(studyId === undefined ? {} : { studyId }),
        ...(district === undefined ? {} : { district }),
        ...(csvEncoding === undefined ? {} : { csvEncoding }),
      };
      const wanted = formats.length > 0 ? formats : await formatsOf(session, template);
      return writeReport(session, { ...request, formats: wanted }, folder);
    });
    present(io, args.flag('json'), { files }, () =>
      files.map(({ path, sha256 }) => `${path}\n  SHA-256 ${sha256}`).join('\n'),
    );
  },
};

async function formatsOf(
  session: Session,
  template: ReportInput['template'],
): Promise<ReportInput['formats']> {
  const { templates } = await session.ask('reports.templates', {});
  return templates.find(({ id }) => id === template)?.formats ?? [];
}

export interface WrittenFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** Builds a report and copies its files into the folder, under the names that `rename` gives them. */
export async function writeReport(
  session: Session,
  input: ReportInput,
  folder: string,
  rename: (name: string) => string = (name) => name,
): Promise<readonly WrittenFile[]> {
  const built: OperationOutput<'reports.build'> = await session.ask('reports.build', input);
  const written: WrittenFile[] = [];
  for (const { token, name, sha256 } of built.files) {
    const source = session.fileOf(token);
    if (source === undefined) throw new UserIssue('input', 'shell.unknown_file');
    const path = join(folder, rename(basename(name)));
    await copyFile(source, path);
    written.push({ name: basename(path), path, sha256 });
  }
  return written;
}
