import { UserIssue } from '../../domain/issue.ts';
import type { ByteSource } from './source.ts';

const SIGNATURE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
/** Names of streams in the directory of a compound file, by what their presence says; [MS-OFFCRYPTO] 2.3, [MS-XLS] 2.1. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
const OLD_BOOKS = [Buffer.from('Workbook', 'utf16le'), Buffer.from('Book', 'utf16le')];

/** True for a compound file (OLE2): an Excel book before 2007, or a later one that is locked with a password. */
export function isCompound(head: Uint8Array): boolean {
  return SIGNATURE.equals(head.subarray(0, SIGNATURE.length));
}

/** Why a compound file cannot be read: `intake.workbook_encrypted`, `intake.workbook_old`, `intake.sheet_damaged`. */
export async function compoundFault(source: ByteSource, signal?: AbortSignal): Promise<UserIssue> {
  let tail = Buffer.alloc(0);
  let old = false;
  const fault = (code: 'workbook_encrypted' | 'workbook_old' | 'sheet_damaged') =>
    new UserIssue('input', `intake.${code}`, { file: source.name });
  for await (const chunk of source.chunks(signal)) {
    const bytes = Buffer.concat([tail, chunk]);
    if (bytes.includes(ENCRYPTED)) return fault('workbook_encrypted');
    old ||= OLD_BOOKS.some((name) => bytes.includes(name));
    tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - ENCRYPTED.length)));
  }
  return fault(old ? 'workbook_old' : 'sheet_damaged');
}
