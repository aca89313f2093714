import type { UserIssue } from '../domain/issue.ts';
import { encodingName } from '../intake/decode/encoding.ts';
import { type ColumnProfile, profileColumns } from '../intake/map/profile.ts';
import { evidenceSentence } from '../messages/intake.ts';
import { recogniseAll } from './candidates.ts';
import type { Workspace } from './workspace.ts';

/** What a file would be imported as, before anything is loaded. */
export interface RecognisedFile {
  readonly name: string;
  readonly layout?: string;
  readonly layoutName: string;
  readonly encoding: string;
  readonly evidence: readonly string[];
  readonly columns: readonly ColumnProfile[];
  /** Why it cannot be imported. */
  readonly issue?: UserIssue;
}

/** Looks at files without loading them: kind, encoding, columns with patterns and counts. */
export async function recogniseFiles(
  workspace: Workspace,
  from: readonly string[],
  signal?: AbortSignal,
): Promise<RecognisedFile[]> {
  const { candidates, refused } = await recogniseAll(workspace, { from, ...(signal ? { signal } : {}) });
  const files: RecognisedFile[] = refused.map(({ name, issue }) => ({
    name,
    layoutName: '',
    encoding: '',
    evidence: [],
    columns: [],
    issue,
  }));
  for (const { name, source, recognition } of candidates) {
    signal?.throwIfAborted();
    files.push({
      name,
      layout: recognition.layoutId,
      layoutName: recognition.layoutName,
      encoding: encodingName(recognition.encoding),
      evidence: [
        ...recognition.evidence.map(({ code, params }) => evidenceSentence(code, params)),
        ...recognition.encodingEvidence.map((code) => evidenceSentence(code, {})),
      ],
      columns: recognition.kind === 'flat' ? await profileColumns(source, recognition) : [],
    });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
