import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../../../electron/host/content-security.ts';
import { assetResponse } from '../../../../electron/main/asset-response.ts';

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-assets-'));
  root = join(folder, 'renderer');
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), '<title>窓</title>');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page comes with the same policy as in the browser shell', async () => {
  const response = await assetResponse(root, 'GET', 'app://ebpm-desk/');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toContain('窓');
});

test.each([
  ['GET', 'app://ebpm-desk/../secret.txt', 404],
  ['GET', 'app://ebpm-desk/%2e%2e%2fsecret.txt', 404],
  ['GET', 'app://ebpm-desk/..%5csecret.txt', 404],
  ['GET', 'app://other/index.html', 404],
  ['GET', 'app://ebpm-desk/missing.js', 404],
  ['GET', 'https://example.com/index.html', 404],
  ['POST', 'app://ebpm-desk/index.html', 405],
])('%s %s gets %i and nothing else', async (method, address, status) => {
  const response = await assetResponse(root, method, address);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
});
