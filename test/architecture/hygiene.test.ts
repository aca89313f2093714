import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { missingEntries, platformOf } from '../support/complete-lock.ts';

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '');
const NESTED = /node_modules\/.+\/node_modules\//;
const BINARY = /\.(png|xlsx|zip|woff2?|ttf|otf|pdf|UKE|csv|parquet)$/i;
const texts = tracked
  .filter((path) => !BINARY.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile())
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('the repository', () => {
  test('was read', () => {
    expect(tracked).toContain('package.json');
    expect(texts.length).toBeGreaterThan(200);
  });

  test('its lock file names packages and hashes, no addresses', () => {
    const lock = readFileSync('package-lock.json', 'utf8');
    expect(lock).not.toContain('"resolved"');
    const { packages } = JSON.parse(lock) as {
      packages: Record<string, { integrity?: string; os?: string[] }>;
    };
    const unhashed = Object.entries(packages).filter(
      // Packages inside another package's archive are covered by that archive's hash; those of platforms that
      // npm could not look up have none.
      ([path, { integrity, os }]) =>
        path !== '' && integrity === undefined && os === undefined && !NESTED.test(path),
    );
    expect(unhashed.map(([path]) => path)).toEqual([]);
  });

  test('its lock file is complete on every platform (npm run lock mends it)', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Parameters<typeof missingEntries>[0];
    };
    expect(Object.keys(missingEntries(packages))).toEqual([]);
    expect(platformOf('@oxlint/binding-linux-arm64-musl')).toEqual({
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    });
    expect(platformOf('@biomejs/cli-win32-x64')).toEqual({ os: ['win32'], cpu: ['x64'] });
  });

  test('it says nothing about the machines it was made on', () => {
    const machine = new RegExp(
      ['/(?:home|Users)/[a-z]', '/root/', '/work/', 'npm\\.(?:internal|local)'].join('|'),
      'i',
    );
    const self = 'test/architecture/hygiene.test.ts';
    const found = texts
      .filter(({ path, text }) => path !== self && machine.test(text))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });

  test('its top level is what it shall be', () => {
    const top = new Set(tracked.map((path) => path.split('/')[0]));
    const folders = ['analysis', 'electron', 'renderer', 'sample-data', 'test', '.ci'];
    const files = [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'biome.json',
      '.oxlintrc.json',
      '.npmrc',
    ];
    const documents = ['README.md', 'CHANGELOG.md', 'LICENSE', '.gitignore', '.gitattributes'];
    expect([...top].filter((name) => ![...folders, ...files, ...documents].includes(name ?? ''))).toEqual([]);
  });

  test('no file in it is large but the small sample', () => {
    const large = tracked.filter(
      (path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 1_500_000,
    );
    expect(large.filter((path) => !path.startsWith('sample-data/small/'))).toEqual([]);
  });

  test('its checks start from one script', () => {
    const run = readFileSync('.ci/run', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(run).toEqual(['set -euo pipefail', 'cd "$(dirname "$0")/.."', 'npm ci', 'npm test']);
  });
});
