import type { StageId } from '../domain/staging-tables.ts';
import { KeyHasher } from '../intake/identity/keys.ts';
import { programmeNames } from './programme-names.ts';
import type { Workspace } from './workspace.ts';

/** What reading a file looks up in the workspace: once for an import, and again when a file has changed it. */
export class ImportLookups {
  readonly hasher: KeyHasher;
  readonly #workspace: Workspace;
  #programmes: ReadonlyMap<string, string> | undefined;
  #diseases: ReadonlyMap<string, string> | undefined;
  #contents: Map<string, string> | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.hasher = new KeyHasher(workspace.identifierSecret);
  }

  /** Names of the registered programmes by id. */
  async programmes(): Promise<ReadonlyMap<string, string>> {
    this.#programmes ??= await programmeNames(this.#workspace);
    return this.#programmes;
  }

  /** ICD-10 by disease code of the loaded master; only receipts need it. */
  async diseases(stage: StageId): Promise<ReadonlyMap<string, string>> {
    if (stage !== 'claim') return new Map();
    this.#diseases ??= await this.#diseaseCodes();
    return this.#diseases;
  }

  /** By hash the contents that are loaded, each with the name under which it came first. */
  async contents(): Promise<ReadonlyMap<string, string>> {
    if (!this.#contents) {
      const rows = await this.#workspace.warehouse.columns(
        'SELECT content_hash, arg_min(file_name, sequence) AS name FROM import_batch GROUP BY content_hash',
      );
      const names = rows.text('name');
      this.#contents = new Map(
        rows.text('content_hash').map((hash, at) => [String(hash), String(names[at])]),
      );
    }
    return this.#contents;
  }

  /** A file of this kind and content was loaded: what it may have changed is looked up anew. */
  changed(stage: StageId, content: string, name: string): void {
    if (this.#contents?.has(content) === false) this.#contents.set(content, name);
    if (stage === 'programme') this.#programmes = undefined;
    if (stage === 'disease_master') this.#diseases = undefined;
  }

  async #diseaseCodes(): Promise<Map<string, string>> {
    const rows = await this.#workspace.warehouse.columns(
      'SELECT disease_code, icd10 FROM disease_master WHERE icd10 IS NOT NULL',
    );
    const codes = rows.text('disease_code');
    const icd10 = rows.text('icd10');
    return new Map(codes.map((code, at) => [String(code), String(icd10[at])]));
  }
}
