import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder = '';
interface BuiltFile {
  readonly name: string;
  readonly part: 'renderer' | 'electron';
  readonly text: string;
  readonly bytes: number;
}
let files: readonly BuiltFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ebpm-window-'));
  for (const part of ['renderer', 'electron'])
    await build({
      configFile: fileURLToPath(new URL(`../../../${part}/vite.config.ts`, import.meta.url)),
      build: { outDir: join(folder, part), emptyOutDir: true },
      mode: 'production',
      logLevel: 'error',
    });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const content = await readFile(join(entry.parentPath, entry.name));
        const part = entry.parentPath.startsWith(join(folder, 'renderer')) ? 'renderer' : 'electron';
        return { name: entry.name, part, text: content.toString('utf8'), bytes: content.length };
      }),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function scripts(): string {
  return files
    .filter(({ name, part }) => part === 'renderer' && name.endsWith('.js'))
    .map(({ text }) => text)
    .join('\n');
}

describe('the built window', () => {
  test('is, with the desktop beside it, at most 6 MB without fonts', () => {
    expect(files.filter(({ part }) => part === 'electron').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['main.js', 'worker.js', 'preload.cjs']),
    );
    const fonts = files.filter(({ name }) => name.endsWith('.woff2'));
    const rest = files.filter(({ name }) => !name.endsWith('.woff2'));
    expect(fonts.length).toBeGreaterThan(0);
    expect(files.filter(({ name }) => /\.(?:woff|ttf|otf)$/u.test(name))).toEqual([]);
    expect(rest.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(6_000_000);
  });

  test('speaks no other language than Japanese and English', () => {
    const foreign = /[\u0370-\u03ff\u0400-\u04ff\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f\uac00-\ud7af]{3,}/u;
    expect(foreign.exec(scripts())?.[0]).toBeUndefined();
    expect(scripts()).toContain('検索をクリア');
    for (const word of ['Effacer la recherche', 'Suche zurücksetzen', '折线图'])
      expect(scripts()).not.toContain(word);
  });

  test('reaches for the network in one place only: the call of the browser shell to its own origin', () => {
    const words = /\b(?:WebSocket|XMLHttpRequest|EventSource|RTCPeerConnection|sendBeacon)\b/u;
    expect(words.exec(scripts())?.[0]).toBeUndefined();
    const calls = scripts().match(/(?<![.\w$])fetch\((?!\w*\)?\s*\{)(?=[\w$]+,\{\.\.\.)/gu) ?? [];
    expect(calls).toHaveLength(1);
    expect(scripts()).not.toMatch(
      /https?:\/\/(?!www\.w3\.org|127\.0\.0\.1)[\w.-]+\/[\w-]+\.(?:js|css|json|woff2)/u,
    );
  });

  test('has no inline script and states its policy', () => {
    const page = files.find(({ name }) => name === 'index.html')?.text ?? '';
    expect(page).toMatch(/<script type="module"[^>]* src="\.\/assets\//u);
    expect(page.match(/<script(?![^>]*\ssrc=)/gu)).toBeNull();
    expect(page.replaceAll('&#39;', "'")).toContain("require-trusted-types-for 'script'");
    expect(scripts()).not.toMatch(/\beval\(|new Function\(/u);
  });
});
