import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandInputs, municipalityOf, outputFolder, readJson } from '../../../electron/cli/inputs.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), '町 データ-'));
  mkdirSync(at('元データ/子'), { recursive: true });
  mkdirSync(at('空'));
  writeFileSync(at('元データ/健診.csv'), 'a\n');
  writeFileSync(at('元データ/子/RECEIPT.UKE'), 'a\n');
  writeFileSync(at('元データ/子/.隠し.csv'), 'a\n');
  writeFileSync(at('元データ/子/登録.parquet'), 'PAR1');
  writeFileSync(
    at('元データ/municipality.json'),
    '{"name":"架空市","population":{"2023":26000,"2024":25900}}',
  );
  writeFileSync(at('empty.json'), ' \n');
  writeFileSync(at('broken.json'), '{"name": 山田太郎');
  writeFileSync(at('other.json'), '{"layout":{}}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('inputs', () => {
  test('a folder stands for the data files below it, in a fixed order', () => {
    const { files, passedOver } = expandInputs([at('元データ')]);
    expect(files.map((file) => basename(file))).toEqual(['健診.csv', 'RECEIPT.UKE', '登録.parquet']);
    expect(passedOver.map((file) => basename(file))).toEqual(['municipality.json']);
  });

  test('a file that is named is taken whatever its ending', () => {
    expect(expandInputs([at('other.json')]).files).toHaveLength(1);
  });

  test('what is missing or empty is said by name', () => {
    expect(() => expandInputs([at('無い.csv')])).toThrow(
      expect.objectContaining({ code: 'shell.file_missing', kind: 'input', params: { name: '無い.csv' } }),
    );
    expect(() => expandInputs([at('空')])).toThrow(
      expect.objectContaining({ code: 'shell.nothing_to_import' }),
    );
  });

  test('JSON that cannot be read does not quote its text', () => {
    expect(() => readJson(at('empty.json'))).toThrow(expect.objectContaining({ code: 'shell.file_empty' }));
    try {
      readJson(at('broken.json'));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'shell.not_json', params: { name: 'broken.json' } });
      expect(JSON.stringify({ error, cause: (error as Error).cause })).not.toContain('山田');
    }
  });

  test('an output that is a file is refused, a folder is made', () => {
    expect(() => outputFolder(at('other.json'))).toThrow(
      expect.objectContaining({ code: 'shell.output_exists' }),
    );
    expect(outputFolder(at('新しい/出力'))).toBe(at('新しい/出力'));
  });

  test('the newest population of the municipality', () => {
    expect(municipalityOf([at('空'), at('元データ')])).toEqual({ name: '架空市', population: 25_900 });
    expect(municipalityOf([at('空')])).toBeUndefined();
  });
});
