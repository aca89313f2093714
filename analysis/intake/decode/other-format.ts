import { UserIssue } from '../../domain/issue.ts';

/** Formats that files for a table come in by mistake, by how they begin (as Latin-1). */
const FORMATS: readonly (readonly [format: string, begins: RegExp | string])[] = [
  ['PDF', /^%PDF-/],
  ['リッチテキスト（RTF）', /^\{\\rtf/],
  ['ウェブページ（HTML）', /^\s*<(!doctype html|html|head|body|table|meta)\b/i],
  ['XML スプレッドシート', /^\s*<\?xml[^>]*>\s*(<\?mso-application[^>]*>|<(\w+:)?Workbook\b)/i],
  ['JSON', /^\s*(\{\s*"|\[\s*[[{])/],
];
const ARCHIVES: typeof FORMATS = [
  ['7-Zip', '7z\u00bc\u00af\u0027\u001c'],
  ['RAR', 'Rar!\u001a\u0007'],
  ['LZH', /^..-lh[0-9ds]-/s],
];
const EMPTY_ARCHIVE = 'PK\u0005\u0006';

/**
 * Why a file is neither a table nor anything else that is read, told from its first bytes: `intake.other_format`,
 * `intake.other_archive`, `intake.archive_empty`; undefined where they say nothing of the kind.
 */
export function otherFormat(head: Uint8Array, file: string): UserIssue | undefined {
  const begin = Buffer.from(head)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const named = (formats: typeof FORMATS) =>
    formats.find(([, begins]) =>
      typeof begins === 'string' ? begin.startsWith(begins) : begins.test(begin),
    )?.[0];
  const format = named(FORMATS);
  if (format !== undefined) return new UserIssue('input', 'intake.other_format', { file, format });
  const archive = named(ARCHIVES);
  if (archive !== undefined) return new UserIssue('input', 'intake.other_archive', { file, format: archive });
  return begin.startsWith(EMPTY_ARCHIVE)
    ? new UserIssue('input', 'intake.archive_empty', { file })
    : undefined;
}
