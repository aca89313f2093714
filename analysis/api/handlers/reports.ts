import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeReport } from '../../reporting/compose.ts';
import type { ReportDocument } from '../../reporting/model.ts';
import { releasedIn } from '../../reporting/templates/common.ts';
import { writeReport } from '../../reporting/write.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { reportInputs } from './report-inputs.ts';

const TEMPLATES: OperationOutput<'reports.templates'>['templates'] = [
  {
    id: 'annual',
    name: '年次評価報告書',
    description: 'データヘルス計画の年次評価。指標、2つのアプローチ、効果検証、方法と定義。',
    formats: ['xlsx', 'docx', 'pdf', 'html', 'csv', 'png', 'svg'],
  },
  {
    id: 'council',
    name: '議会・会議用スライド',
    description: '問い、現状、したこと、届いた人、変化、比較、確かさ、費用、次の一手、想定問答。',
    formats: ['pptx', 'pdf', 'html'],
  },
  {
    id: 'summary',
    name: '1枚要約',
    description: '議会・幹部説明用のA4 1枚。',
    formats: ['pdf', 'docx', 'html', 'pptx'],
  },
  {
    id: 'study',
    name: '効果検証報告書',
    description: '1つの効果検証の設計、対象者の流れ、背景のそろい具合、結果、読み方。',
    formats: ['docx', 'pdf', 'html', 'xlsx', 'pptx'],
  },
  {
    id: 'district',
    name: '地域カルテ',
    description: '地区ごとの1枚資料。',
    formats: ['pdf', 'docx', 'html', 'xlsx'],
  },
  {
    id: 'kpi',
    name: '指標一覧（KPI）',
    description: '主な指標の現状値と推移の一覧。',
    formats: ['xlsx', 'pdf', 'html', 'csv'],
  },
  {
    id: 'processing',
    name: 'データ処理の記録',
    description: '何を取り込み、どのように個人を特定できないようにしたか。',
    formats: ['docx', 'pdf', 'html', 'xlsx'],
  },
];

export const reportHandlers: Pick<Handlers, 'reports.templates' | 'reports.build'> = {
  'reports.templates': async () => ({ templates: TEMPLATES }),
  'reports.build': async (context, request, call) => {
    const workspace = context.workspaces.require();
    const inputs = await reportInputs(context, request, call);
    const document = composeReport(request.template, inputs);
    const folder = join(context.options.userFolder, 'reports', randomUUID());
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
          await writeFormat(context, { document, folder, template: request.template, format }, call),
        );
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    await workspace.gate.exported(
      document.title,
      releasedIn(document.blocks).map(({ release }) => release),
      files,
    );
    return { files: files.map(({ token, name, sha256 }) => ({ token, name, sha256 })) };
  },
};

interface OneFormat {
  readonly document: ReportDocument;
  readonly folder: string;
  readonly template: string;
  readonly format: string;
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
  { document, folder, template, format }: OneFormat,
  { signal, onProgress }: CallOptions,
): Promise<WrittenFile> {
  const bytes = await writeReport(document, format, {
    ...(signal ? { signal } : {}),
    ...(options.printToPdf ? { printToPdf: options.printToPdf } : {}),
    onProgress: (done, total) => onProgress?.({ phase: `${format} を書き出しています`, done, total }),
  });
  const name = `${fileStem(document, template)}${endingOf(format, bytes)}`;
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
function endingOf(format: string, bytes: Uint8Array): string {
  const archive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return archive && (format === 'png' || format === 'svg') ? `_図_${format}.zip` : `.${format}`;
}

function fileStem(document: ReportDocument, template: string): string {
  const text = `${document.municipality}_${document.title}`.replace(/[\\/:*?"<>|\s]+/gu, '_');
  return text === '_' ? template : text;
}
