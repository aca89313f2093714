import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../analysis/domain/issue.ts';
import { sentenceOf } from '../analysis/messages/index.ts';
import { serveCheckout } from './browser/serve.ts';
import { EXIT, exitCodeOf } from './cli/exit-code.ts';
import { ensureDesktop } from './host/build.ts';
import { openInBrowser } from './host/open-browser.ts';
import { projectFolder } from './host/project.ts';
import { chooseStart, electronBinary } from './host/start-choice.ts';

/** `npm start`: opens the app with the sample municipality, in Electron where it is there, else in a browser. */
const say = (text: string) => void process.stdout.write(text);

async function start(): Promise<number> {
  const packageFolder = join(projectFolder, 'node_modules', 'electron');
  const binary = electronBinary(packageFolder, process.env, {
    exists: existsSync,
    read: (file) => readFileSync(file, 'utf8'),
  });
  const choice = chooseStart(binary, process.platform, process.env);
  if ('electron' in choice) {
    await ensureDesktop(say);
    return runElectron(choice.electron);
  }
  say(`${choice.reason}\n`);
  return runBrowserShell(choice.display);
}

function runElectron(binary: string): Promise<number> {
  const child = spawn(binary, [projectFolder, ...process.argv.slice(2)], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', () => resolve(EXIT.bug));
    child.on('close', (code) => resolve(code ?? EXIT.success));
  });
}

async function runBrowserShell(display: boolean): Promise<number> {
  say('見本のデータを開いています（初回は1分ほどかかります）。\n');
  const shell = await serveCheckout(
    {
      prepare: async (client) => {
        const reply = await client.call('workspace.openSample', {});
        if (!reply.ok) throw new UserIssue(reply.issue.kind, reply.issue.code, reply.issue.params);
      },
    },
    say,
  );
  say(
    `次のアドレスをブラウザで開いてください（このPCの中だけで開けます）。終えるときは Ctrl+C を押します。\n${shell.url}\n`,
  );
  const opened = display && !process.env.EBPM_NO_OPEN && (await openInBrowser(shell.url));
  if (!opened && !display) {
    say('この環境には画面がありません。「npm run demo」で、取込から報告書までを画面なしで行えます。\n');
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await shell.close();
  return EXIT.success;
}

try {
  process.exitCode = await start();
} catch (error) {
  const issue = error instanceof UserIssue ? error : new UserIssue('usage', 'shell.bug');
  process.stderr.write(`${sentenceOf(issue)}\n`);
  process.exitCode = exitCodeOf(issue);
}
