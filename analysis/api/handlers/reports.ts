import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeReport } from '../../reporting/compose.ts';
import type { ReportDocument } from '../../reporting/model.ts';
import { releasedIn } from '../../reporting/templates/common.ts';
import { writeReport } from '../../reporting/write.ts';
import type { CallOptions } from '../contract/client.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { reportInputs } from './report-inputs.ts';

const TEMPLATES = [
  {
    id: 'annual',
    name: '年次評価報告書',
    description: 'データヘルス計画の年次評価。指標、2つのアプローチ、効果検証、方法と定義。',
    formats: ['xlsx', 'docx', 'pdf', 'html', 'csv'],
  },
  {
    id: 'council',
    name: '議会・会議用スライド',
    description: '問い、現状、したこと、届いた人、変化、比較、確かさ、費用、次の一手、想定問答。',
    formats: ['pptx', 'pdf', 'html'],
  },
  {
    id: 'study',
    name: '効果検証報告書',
    description: '1つの効果検証の設計、対象者の流れ、背景のそろい具合、結果、読み方。',
    formats: ['xlsx', 'docx', 'pdf', 'html'],
  },
  {
    id: 'district',
    name: '地域カルテ',
    description: '地区ごとの1枚資料。',
    formats: ['xlsx', 'pdf', 'html'],
  },
] as const;

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
        files.push(await writeOne(context, { document, folder, template: request.template, format }, call));
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

interface OneFile {
  readonly document: ReportDocument;
  readonly folder: string;
  readonly template: string;
  readonly format: string;
}

/** Written beside its place and moved there when whole, so that no half file can be seen. */
async function writeOne(
  { files, options }: HandlerContext,
  { document, folder, template, format }: OneFile,
  { signal, onProgress }: CallOptions,
): Promise<{ token: string; name: string; sha256: string; bytes: number }> {
  const bytes = await writeReport(document, format, {
    ...(signal ? { signal } : {}),
    ...(options.printToPdf ? { printToPdf: options.printToPdf } : {}),
    onProgress: (done, total) => onProgress?.({ phase: `${format} を書き出しています`, done, total }),
  });
  const name = `${fileStem(document, template)}.${format}`;
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

function fileStem(document: ReportDocument, template: string): string {
  const text = `${document.municipality}_${document.title}`.replace(/[\\/:*?"<>|\s]+/gu, '_');
  return text === '_' ? template : text;
}
