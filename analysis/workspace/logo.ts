import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { writeAtomically } from './files.ts';

/** The municipality's logo as it is printed. */
export interface Logo {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const MOST_BYTES = 2_000_000;
const FOLDER = 'branding';
const FILE = 'logo';

/** The logo of a workspace, if it has one that can be read. */
export function readLogo(workspace: string): Logo | undefined {
  const path = join(workspace, FOLDER, FILE);
  return existsSync(path) ? parseLogo(readFileSync(path)) : undefined;
}

/**
 * Keeps a picture as the workspace's logo, or takes it away.
 * @throws UserIssue `workspace.logo_unusable` for anything but a PNG or JPEG of at most 2 MB.
 */
export function saveLogo(workspace: string, bytes: Uint8Array | null): void {
  const folder = join(workspace, FOLDER);
  if (bytes === null) {
    rmSync(join(folder, FILE), { force: true });
    return;
  }
  if (bytes.byteLength > MOST_BYTES || parseLogo(bytes) === undefined) {
    throw new UserIssue('input', 'workspace.logo_unusable', { megabytes: MOST_BYTES / 1e6 });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeAtomically(join(folder, FILE), bytes);
}

/** Kind and size of a picture by its own header (PNG: IHDR; JPEG: start-of-frame marker). */
export function parseLogo(bytes: Uint8Array): Logo | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength > 24 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452) {
    return sized('image/png', bytes, view.getUint32(16), view.getUint32(20));
  }
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.byteLength; ) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return undefined;
    const frame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frame) return sized('image/jpeg', bytes, view.getUint16(at + 7), view.getUint16(at + 5));
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function sized(
  mediaType: Logo['mediaType'],
  bytes: Uint8Array,
  width: number,
  height: number,
): Logo | undefined {
  return width > 0 && height > 0 ? { mediaType, bytes, width, height } : undefined;
}
