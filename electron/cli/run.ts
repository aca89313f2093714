import { type Issue, UserIssue } from '../../analysis/domain/issue.ts';
import { sentenceOf } from '../../analysis/messages/index.ts';
import { Arguments } from './arguments.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { documentedOutputs, type Failure, outputSchema } from './schema.ts';
import type { Verb } from './verb.ts';
import { effect } from './verbs/effect.ts';
import { verbs } from './verbs/index.ts';

const EFFECT_HELP = {
  summary: '1行1人の表から効果を推定します（did、its、rdd、survival、cost も）。',
  usage:
    'effect [did|its|rdd|survival|cost|dose|trial] --table FILE.csv --treatment 列 --outcome 列 --covariates 列,… [--json]',
};

/** Runs one command and returns its exit code. Never throws. With `--json` a failure is one JSON document as well. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let printed = false;
  const out = (text: string): void => {
    printed = true;
    io.out(text);
  };
  try {
    return await dispatch(argv, { ...io, out });
  } catch (error) {
    const issue = issueOf(error, io.signal);
    const usage = error instanceof UserIssue ? usageOf(argv[0]) : undefined;
    return fail(io, issue, { usage, json: argv.includes('--json') && !printed });
  }
}

/** The message of a bug may quote a cell, so it is not shown. */
function issueOf(error: unknown, signal: AbortSignal): Issue {
  if (signal.aborted) return { code: 'shell.cancelled', kind: 'usage', params: {} };
  return error instanceof UserIssue ? error : { code: 'shell.bug', kind: 'usage', params: {} };
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const words = rest.filter((word) => word !== '--json');
    if (words.length > 0 || rest.includes('--json')) help(words, rest.includes('--json'), io);
    else (name === undefined ? io.err : io.out)(`${overview()}\n`);
    return name === undefined ? EXIT.usage : EXIT.success;
  }
  if (name === 'effect') {
    await effect(rest, io);
    return EXIT.success;
  }
  const verb = verbs.find((candidate) => candidate.verb === name);
  if (verb === undefined) throw new UserIssue('usage', 'shell.unknown_verb', { verb: name });
  if (rest.includes('--help')) {
    io.out(`${verb.summary}\n使い方: ebpm ${verb.usage}\n`);
    return EXIT.success;
  }
  await verb.run(new Arguments(verb, rest), io);
  return EXIT.success;
}

/** How one verb is written, or with `--json` the JSON Schema of what it prints. */
function help(words: readonly string[], json: boolean, io: Io): void {
  if (json) {
    io.out(`${JSON.stringify(outputSchema(words), undefined, 2)}\n`);
    return;
  }
  const [name = ''] = words;
  const found = name === 'effect' ? EFFECT_HELP : verbs.find(({ verb }) => verb === name);
  if (found === undefined) throw new UserIssue('usage', 'shell.unknown_verb', { verb: name });
  const documented = documentedOutputs.filter((output) => output === name || output.startsWith(`${name} `));
  const schemas = documented.map((output) => `\n--json の形: ebpm help ${output} --json`).join('');
  const failing = schemas === '' ? '' : '\n失敗したときの --json の形: ebpm help failure --json';
  io.out(`${found.summary}\n使い方: ebpm ${found.usage}${schemas}${failing}\n`);
}

interface HowToFail {
  readonly usage: string | undefined;
  readonly json: boolean;
}

function fail(io: Io, issue: Issue, { usage, json }: HowToFail): number {
  const sentence = sentenceOf(issue);
  const exit = exitCodeOf(issue);
  const failure: Failure = { issue: { code: issue.code, exit, sentence } };
  if (json) io.out(`${JSON.stringify(failure, undefined, 2)}\n`);
  io.err(`${sentence}\n`);
  if (issue.kind === 'usage' && usage !== undefined) io.err(`使い方: ebpm ${usage}\n`);
  return exit;
}

function usageOf(name: string | undefined): string | undefined {
  if (name === 'effect') return EFFECT_HELP.usage;
  return verbs.find(({ verb }) => verb === name)?.usage;
}

function overview(): string {
  const entries: readonly Pick<Verb, 'summary' | 'usage'>[] = [...verbs, EFFECT_HELP];
  const lines = entries.map(({ summary, usage }) => `  ${usage}\n      ${summary}`);
  return ['使い方: npm run --silent ebpm -- <命令> …', '', ...lines].join('\n');
}
