import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { AnalysisClient } from '../../analysis/api/contract/client.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { browserPrinter } from '../host/print-pdf.ts';
import { projectVersion, sampleFolder, userFolder } from '../host/project.ts';
import { type Io, progressLine } from './io.ts';

/** The analysis as a verb sees it: asks, and throws `UserIssue` where the answer is a fault. */
export interface Session {
  ask<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
  ): Promise<OperationOutput<Name>>;
  /** A token for a path, as the operations want it. */
  token(path: string): string;
  /** Where a file that an operation made was written. */
  fileOf(token: string): string | undefined;
}

/** Runs `work` with an analysis in this process and closes it afterwards, whatever happens. */
export async function withSession<T>(io: Io, work: (session: Session) => Promise<T>): Promise<T> {
  // Loaded here: verbs that need no workspace start without the database.
  const { openAnalysis } = await import('../host/analysis.ts');
  const printToPdf = browserPrinter();
  const { analysis, client } = openAnalysis({
    shell: 'command_line',
    version: projectVersion(),
    sampleFolder,
    userFolder: userFolder(),
    ...(printToPdf ? { printToPdf } : {}),
  });
  try {
    return await work({
      ask: (operation, input) => ask(client, io, operation, input),
      token: (path) => {
        const token = randomUUID();
        analysis.registerFile(token, resolve(path));
        return token;
      },
      fileOf: (token) => analysis.fileOf(token),
    });
  } finally {
    await analysis.close();
  }
}

async function ask<Name extends OperationName>(
  client: AnalysisClient,
  io: Io,
  operation: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  const line = progressLine(io);
  const reply = await client.call(operation, input, { signal: io.signal, onProgress: line.show });
  line.clear();
  if (reply.ok) return reply.value;
  throw new UserIssue(reply.issue.kind, reply.issue.code, reply.issue.params);
}

/** Opens an existing workspace in a session that has none open yet. */
export function openWorkspace(
  session: Session,
  workspace: string,
): Promise<OperationOutput<'workspace.state'>> {
  return session.ask('workspace.open', { folder: session.token(workspace) });
}

/** Throws `shell.workspace_missing` where there is no folder; before anything is loaded. */
export function requireFolder(workspace: string): void {
  if (isFolder(workspace)) return;
  throw new UserIssue('input', 'shell.workspace_missing', { name: basename(resolve(workspace)) });
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** Runs `work` on an existing workspace. Throws `shell.workspace_missing` where there is none. */
export async function withWorkspace<T>(
  io: Io,
  workspace: string,
  work: (session: Session, state: OperationOutput<'workspace.state'>) => Promise<T>,
): Promise<T> {
  requireFolder(workspace);
  return withSession(io, async (session) => work(session, await openWorkspace(session, workspace)));
}
