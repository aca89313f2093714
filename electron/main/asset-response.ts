import { readFile } from 'node:fs/promises';
import { mediaTypeOf, resolveAsset } from '../host/assets.ts';
import { SECURITY_HEADERS } from '../host/content-security.ts';
import { isOwnUrl } from './origin.ts';

/** Answers a request to the app's own scheme from the folder of the built window, and from nowhere else. */
export async function assetResponse(root: string, method: string, address: string): Promise<Response> {
  if (!isOwnUrl(address)) return refused(404);
  if (method !== 'GET' && method !== 'HEAD') return refused(405);
  const file = resolveAsset(root, new URL(address).pathname);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || bytes === undefined) return refused(404);
  const headers = { ...SECURITY_HEADERS, 'content-type': mediaTypeOf(file) };
  return new Response(new Uint8Array(bytes), { status: 200, headers });
}

function refused(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS });
}
