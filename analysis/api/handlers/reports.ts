import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { type Blueprint, parseBlueprint, startingBlueprint } from '../../reporting/blueprint.ts';
import { composeReport, needsOf, reportPlan } from '../../reporting/compose.ts';
import { composeDraft } from '../../reporting/compose-draft.ts';
import type { ReportDocument } from '../../reporting/model.ts';
import { releasedIn } from '../../reporting/templates/common.ts';
import { findTemplate, reportTemplates } from '../../reporting/templates/index.ts';
import { noNeeds, type ReportTemplate } from '../../reporting/templates/template.ts';
import { type ReportFormat, writeReport } from '../../reporting/write.ts';
import type { CsvEncoding, Unwritable } from '../../reporting/writers/csv/text.ts';
import { readLogo, saveLogo } from '../../workspace/logo.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationInput, OperationOutput } from '../contract/operations.ts';
import { draftDefinitions, draftInput } from './draft-figures.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { reportInputs } from './report-inputs.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type ReportOperation =
  | 'reports.templates'
  | 'reports.template'
  | 'reports.saveTemplate'
  | 'reports.importTemplate'
  | 'reports.exportTemplate'
  | 'reports.deleteTemplate'
  | 'reports.setLogo'
  | 'reports.logo'
  | 'reports.build';

export const reportHandlers: Pick<Handlers, ReportOperation> = {
  'reports.templates': async ({ workspaces }) => ({
    templates: [
      ...reportTemplates.map((template) => described(template)),
      ...(workspaces.current === undefined ? [] : ownBlueprints(workspaces.current)).map((blueprint) => ({
        ...described(reportPlan(blueprint).template),
        id: blueprint.id,
        name: blueprint.name,
        own: true,
      })),
    ],
  }),
  'reports.template': async ({ workspaces }, { id }) => ({ text: templateText(workspaces.current, id) }),
  'reports.saveTemplate': async ({ workspaces }, { text }) => saveTemplate(workspaces.require(), text),
  'reports.importTemplate': async ({ workspaces, files }, { file }) => {
    const path = files.path(file);
    if ((await stat(path)).size > MOST_TEMPLATE_BYTES) {
      throw new UserIssue('input', 'report.blueprint_invalid', { line: 1, key: '', problem: 'syntax' });
    }
    return saveTemplate(workspaces.require(), await readFile(path, 'utf8'));
  },
  'reports.exportTemplate': async ({ workspaces, files, options }, { id }) => {
    const folder = join(options.userFolder, 'reports', randomUUID());
    await mkdir(folder, { recursive: true });
    const name = `${findTemplate(id) ? `own-${id}` : id}.yaml`;
    await writeFile(join(folder, name), templateText(workspaces.current, id));
    return { token: files.add(join(folder, name)), name };
  },
  'reports.deleteTemplate': async ({ workspaces }, { id }) => {
    templateFiles(workspaces.require()).remove(id);
    return { done: true };
  },
  'reports.setLogo': async ({ workspaces, files }, { file }) => {
    const { folder } = workspaces.require();
    saveLogo(folder, file === null ? null : await readFile(files.path(file)));
    return { done: true };
  },
  'reports.logo': async ({ workspaces }) => {
    const logo = readLogo(workspaces.require().folder);
    const data = logo && `data:${logo.mediaType};base64,${Buffer.from(logo.bytes).toString('base64')}`;
    return { picture: data ?? null };
  },
  'reports.build': async (context, request, call) => {
    const workspace = context.workspaces.require();
    const document = await requestedDocument(context, request, call);
    const released = releasedIn(document.blocks).map(({ release }) => release);
    await workspace.gate.requireApproved(document.title, released);
    const folder = join(context.options.userFolder, 'reports', randomUUID());
    const unwritable: Unwritable[] = [];
    const files = [];
    try {
      await mkdir(folder, { recursive: true });
      for (const format of request.formats) {
        call.onProgress?.({
          phase: `${format} を書き出しています`,
          done: files.length,
          total: request.formats.length,
        });
        files.push(
          await writeFormat(
            context,
            { document, folder, format, csvEncoding: request.csvEncoding ?? 'utf8', unwritable },
            call,
          ),
        );
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    await workspace.gate.exported(document.title, released, files);
    return { files: files.map(({ token, name, sha256 }) => ({ token, name, sha256 })), unwritable };
  },
};

/** What is asked for: a template with what it needs, or a draft with its figures asked anew. */
async function requestedDocument(
  context: HandlerContext,
  request: OperationInput<'reports.build'>,
  call: CallOptions,
): Promise<ReportDocument> {
  const choice = chosenTemplate(context.workspaces.require(), request.template);
  const plan = reportPlan(choice);
  if (request.draft === undefined) {
    return composeReport(choice, await reportInputs(context, { ...request, needs: needsOf(plan) }, call));
  }
  const inputs = await reportInputs(context, { ...request, needs: noNeeds }, call);
  const definitions = await draftDefinitions(context, request.draft);
  return composeDraft(await draftInput(context, request.draft, call), plan.template.shape, {
    ...inputs,
    provenance: { ...inputs.provenance, definitions },
  });
}

type TemplateInfo = OperationOutput<'reports.templates'>['templates'][number];

function described(template: ReportTemplate): TemplateInfo {
  const { id, name, description, formats, shape, sections } = template;
  return {
    id,
    name,
    description,
    formats,
    own: false,
    base: id,
    shape,
    sections: sections.map((section) => ({ id: section.id, name: section.name })),
  };
}

const MOST_TEMPLATE_BYTES = 200_000;

/** Keeps a template that fits under the id that it names. */
function saveTemplate(workspace: OpenWorkspace, text: string): { id: string } {
  const blueprint = parseBlueprint(text);
  reportPlan(blueprint);
  if (findTemplate(blueprint.id))
    throw new UserIssue('input', 'report.blueprint_taken', { id: blueprint.id });
  templateFiles(workspace).save(blueprint.id, text);
  return { id: blueprint.id };
}

function templateFiles(workspace: OpenWorkspace): TextFiles {
  return new TextFiles(workspace.workspace.paths.templates);
}

/** The municipality's own templates; a file that no longer fits is left out here and named when it is used. */
function ownBlueprints(workspace: OpenWorkspace): readonly Blueprint[] {
  return templateFiles(workspace)
    .list()
    .flatMap(({ text }) => {
      try {
        const blueprint = parseBlueprint(text);
        reportPlan(blueprint);
        return [blueprint];
      } catch (error) {
        if (error instanceof UserIssue) return [];
        throw error;
      }
    });
}

function chosenTemplate(workspace: OpenWorkspace, id: string): string | Blueprint {
  if (findTemplate(id)) return id;
  const text = templateFiles(workspace).read(id);
  if (text === undefined) throw new UserIssue('usage', 'report.unknown_template', { template: id });
  return parseBlueprint(text);
}

/** The file as it stands; for one of the product's, a file that says the same and can be changed and saved. */
function templateText(workspace: OpenWorkspace | undefined, id: string): string {
  const template = findTemplate(id);
  if (template) return startingBlueprint(template);
  const text = workspace === undefined ? undefined : templateFiles(workspace).read(id);
  if (text === undefined) throw new UserIssue('usage', 'report.unknown_template', { template: id });
  return text;
}

interface OneFormat {
  readonly document: ReportDocument;
  readonly folder: string;
  readonly format: ReportFormat;
  readonly csvEncoding: CsvEncoding;
  /** Filled with what a CSV file could not hold. */
  readonly unwritable: Unwritable[];
}

interface WrittenFile {
  readonly token: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One file a format, written beside its place and moved there when whole, so that no half file can be seen. */
async function writeFormat(
  { files, options }: HandlerContext,
  { document, folder, format, csvEncoding, unwritable }: OneFormat,
  { signal, onProgress }: CallOptions,
): Promise<WrittenFile> {
  const bytes = await writeReport(document, format, {
    ...(signal ? { signal } : {}),
    ...(options.printToPdf ? { printToPdf: options.printToPdf } : {}),
    csvEncoding,
    onUnwritable: (found) => {
      unwritable.push(...found.map(({ codePoint, count }) => ({ codePoint, count })));
    },
    onProgress: (done, total) => onProgress?.({ phase: `${format} を書き出しています`, done, total }),
  });
  const name = `${fileStem(document)}${endingOf(format, bytes)}`;
  const path = join(folder, name);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return {
    token: files.add(path),
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
  };
}

/** Several pictures come as one archive. */
function endingOf(format: ReportFormat, bytes: Uint8Array): string {
  if (format === 'deck') return '.ebpmdeck';
  const archive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return archive && (format === 'png' || format === 'svg') ? `_図_${format}.zip` : `.${format}`;
}

/** Files of two years, or of two districts, must not take each other's place in a folder. */
function fileStem(document: ReportDocument): string {
  const { municipality, title, fiscalYear, template } = document;
  const year = title.includes(fiscalYear) ? [] : [fiscalYear];
  return [municipality, ...year, title === '' ? template : title].join('_').replace(/[\\/:*?"<>|\s]+/gu, '_');
}
