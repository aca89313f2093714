import { describe, expect, test } from 'vitest';
import { type ArgumentSpec, Arguments } from '../../../electron/cli/arguments.ts';

const spec: ArgumentSpec = {
  verb: 'import',
  options: { workspace: 'value', from: 'values', by: 'values', year: 'value', json: 'flag' },
  rest: 'from',
};
const parse = (...argv: string[]) => new Arguments(spec, argv);
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing thrown';
};

describe('arguments', () => {
  test('refuses two options of which each does something of its own', () => {
    const spec: ArgumentSpec = { verb: 'v', options: { approve: 'value', reject: 'value' } };
    new Arguments(spec, ['--approve', '1']).atMostOne('approve', 'reject');
    const both = new Arguments(spec, ['--approve', '1', '--reject', '2']);
    expect(() => both.atMostOne('approve', 'reject')).toThrow(
      expect.objectContaining({ code: 'shell.one_option', params: { options: '--approve / --reject' } }),
    );
  });

  test('paths with spaces and Japanese, several after one option', () => {
    const args = parse(
      '--from',
      '健診 2023.csv',
      'b.csv',
      '--workspace',
      'W 町.ebpm',
      '--json',
      '--from=c.csv',
    );
    expect(args.all('from')).toEqual(['健診 2023.csv', 'b.csv', 'c.csv']);
    expect(args.required('workspace')).toBe('W 町.ebpm');
    expect(args.flag('json')).toBe(true);
  });

  test('the last of a repeated single value counts', () => {
    expect(parse('--workspace', 'a', '--workspace', 'b').required('workspace')).toBe('b');
  });

  test('lists by comma or by repetition', () => {
    expect(parse('--by', 'sex, age', '--by', 'district,').list('by')).toEqual(['sex', 'age', 'district']);
  });

  test('negative numbers are values', () => {
    expect(parse('--year=-5').whole('year', -10, 0)).toBe(-5);
  });

  test.each([
    ['an unknown option', ['--nothing'], 'shell.unknown_option'],
    ['an unknown short option', ['-x'], 'shell.unknown_option'],
    ['an option named like a member of every object', ['--constructor', 'x'], 'shell.unknown_option'],
    ['a value that is missing', ['--workspace'], 'shell.option_value'],
    ['a value that is the next option', ['--workspace', '--json'], 'shell.option_value'],
    ['an empty value', ['--workspace', ''], 'shell.option_value'],
    ['a stray word', ['stray'], 'shell.extra_argument'],
  ])('%s is wrong usage', (_, argv, expected) => {
    expect(code(() => parse(...argv))).toBe(expected);
  });

  test('numbers are whole and inside their limits', () => {
    for (const text of ['1.5', '1e3', '0x10', ' ', 'ten', '2101']) {
      expect(code(() => parse('--year', text).whole('year', 1990, 2100))).toBe('shell.option_whole');
    }
    expect(parse('--year', '2024').whole('year', 1990, 2100)).toBe(2024);
    expect(parse().whole('year', 1990, 2100)).toBeUndefined();
  });

  test('choices are checked', () => {
    expect(parse('--by', 'sex').choices('by', ['sex', 'age'])).toEqual(['sex']);
    expect(code(() => parse('--by', 'sex,name').choices('by', ['sex', 'age']))).toBe('shell.option_choice');
    expect(code(() => parse().required('workspace'))).toBe('shell.missing_option');
  });

  test('positionals are counted', () => {
    const one: ArgumentSpec = { verb: 'protect', options: {}, positionals: ['表'] };
    expect(new Arguments(one, ['t.json']).positionals).toEqual(['t.json']);
    expect(code(() => new Arguments(one, []))).toBe('shell.missing_argument');
    expect(code(() => new Arguments(one, ['a', 'b']))).toBe('shell.extra_argument');
    expect(new Arguments({ ...one, optionalPositionals: 1 }, ['a', 'b']).positionals).toHaveLength(2);
  });
});
