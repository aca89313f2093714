import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { GuardedCall } from '../../analysis/api/transport/guard.ts';
import { answerHttpCall, parseHttpCall } from '../../analysis/api/transport/http-server.ts';
import { mediaTypeOf, resolveAsset } from '../host/assets.ts';
import type { FileTokens } from '../host/file-tokens.ts';
import { type RequestHead, refuseForeign, refuseStranger } from './access.ts';
import { TooLarge, type Uploads } from './uploads.ts';

export interface ShellContext {
  readonly token: string;
  /** Known once the server listens. */
  readonly port: () => number;
  readonly rendererFolder: string;
  readonly call: GuardedCall;
  readonly uploads: Uploads;
  readonly tokens: FileTokens;
  /** Where a file that an operation made was written. */
  readonly fileOf: (token: string) => Promise<string | undefined>;
}

const CALL_LIMIT_BYTES = 2 ** 20;

/** Answers one request; the caller has set the security headers. */
export async function route(
  context: ShellContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const head = headOf(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const refusal =
    refuseForeign(head, context.port()) ??
    (url.pathname.startsWith('/api/') ? refuseStranger(head, context.token) : undefined);
  if (refusal) return end(response, refusal.status);
  const { pathname } = url;
  if (head.method === 'POST' && pathname === '/api/call') return call(context, request, response);
  if (head.method === 'POST' && pathname === '/api/files') return upload(context, request, response, url);
  if (head.method === 'GET' && pathname.startsWith('/api/files/')) {
    return download(context, response, pathname.slice('/api/files/'.length));
  }
  if (head.method === 'GET' && !pathname.startsWith('/api/')) return asset(context, response, pathname);
  return end(response, head.method === 'GET' || head.method === 'POST' ? 404 : 405);
}

function headOf(request: IncomingMessage): RequestHead {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  return {
    method: request.method ?? '',
    host: headers.host,
    origin: headers.origin,
    fetchSite: Array.isArray(site) ? site[0] : site,
    authorization: headers.authorization,
  };
}

async function call(
  context: ShellContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const body = await readBody(request);
  if (body === undefined) return end(response, 413);
  const parsed = parseHttpCall(body);
  if (!parsed) return end(response, 400);
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
  response.flushHeaders();
  const write = (line: string) => {
    if (!response.destroyed) response.write(line);
  };
  await answerHttpCall(context.call, parsed, write, gone.signal);
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > CALL_LIMIT_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function upload(
  context: ShellContext,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    const { path, size } = await context.uploads.receive(url.searchParams.get('name') ?? '', request);
    const picked = context.tokens.add(path, size);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(picked));
  } catch (error) {
    if (!response.destroyed) end(response, error instanceof TooLarge ? 413 : 400);
  }
}

async function download(context: ShellContext, response: ServerResponse, encoded: string): Promise<void> {
  const path = await context.fileOf(decodeURIComponent(encoded));
  if (path === undefined) return end(response, 404);
  const name = encodeURIComponent(basename(path)).replaceAll("'", '%27');
  return sendFile(response, path, { 'content-disposition': `attachment; filename*=UTF-8''${name}` });
}

async function asset(context: ShellContext, response: ServerResponse, pathname: string): Promise<void> {
  const file = resolveAsset(context.rendererFolder, pathname);
  return file === undefined ? end(response, 404) : sendFile(response, file, {});
}

async function sendFile(
  response: ServerResponse,
  file: string,
  headers: Record<string, string>,
): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return end(response, 404);
  response.writeHead(200, { 'content-type': mediaTypeOf(file), 'content-length': found.size, ...headers });
  // A reader that goes away in the middle is not a fault of ours.
  await pipeline(createReadStream(file), response).catch(() => undefined);
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
