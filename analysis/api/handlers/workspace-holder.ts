import { join } from 'node:path';
import {
  type DisclosurePolicy,
  disclosurePolicy,
  ReleaseLedger,
  ReviewDesk,
  settingChanges,
  settingsNote,
} from '../../disclosure/index.ts';
import { UserIssue } from '../../domain/issue.ts';
import type { WorkspaceSettings } from '../../domain/settings.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Definitions } from '../../measures/catalogue.ts';
import { checkupYears } from '../../measures/members.ts';
import { loadOwnMeasures, type OwnMeasures } from '../../measures/own.ts';
import { ownTables } from '../../measures/own-tables.ts';
import { settingChangeText } from '../../messages/disclosure.ts';
import { fiscalYearSql } from '../../warehouse/fiscal-year.ts';
import { keepAnswer } from '../../warehouse/kept-answers.ts';
import { setPeopleSecret } from '../../warehouse/people.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { ledgerFile } from '../../workspace/ledger-file.ts';
import { ledgerMark } from '../../workspace/ledger-mark.ts';
import { Signers } from '../../workspace/signers.ts';
import { sourceHash, type Workspace } from '../../workspace/workspace.ts';
import { Gate } from './gate.ts';

const DATA_KINDS = [
  ['enrolment', '被保険者台帳'],
  ['checkup', '健診結果'],
  ['guidance', '特定保健指導'],
  ['claim', 'レセプト'],
  ['care_certification', '要介護認定'],
  ['screening', 'がん検診'],
  ['participation', '事業参加者名簿'],
] as const;

/** Limit of a search beside the question: nobody waits for it. */
const REVIEW_SECONDS = 120;

/** An open workspace with its gate. Reads facts about the data, never rows. */
export class OpenWorkspace {
  readonly workspace: Workspace;
  readonly ledger: ReleaseLedger;
  readonly desk = new ReviewDesk(REVIEW_SECONDS);
  readonly #outlet: string;
  #gate: Gate | undefined;

  private constructor(workspace: Workspace, ledger: ReleaseLedger, outlet: string) {
    this.workspace = workspace;
    this.ledger = ledger;
    this.#outlet = outlet;
  }

  /** Throws `api.population_needed` until the municipality's population is known: it decides the threshold. */
  get gate(): Gate {
    this.#gate ??= new Gate({
      policy: policyOf(this.settings),
      ledger: this.ledger,
      sourceHash: () => sourceHash(this.workspace),
      outlet: this.#outlet,
      twoPerson: this.settings.twoPersonRelease === true,
      desk: this.desk,
    });
    return this.#gate;
  }

  /** Name of the shell that statistics go to. */
  get outlet(): string {
    return this.#outlet;
  }

  /**
   * Changes of what may leave are noted in the ledger before they hold.
   *
   * @param signed names of the two who signed that the two-person release ends
   * @throws UserIssue (refused) `signers.switch_off`
   */
  async saveSettings(settings: WorkspaceSettings, signed: readonly string[] = []): Promise<void> {
    if (settings.population > 0) policyOf(settings);
    const ends = this.settings.twoPersonRelease === true && settings.twoPersonRelease !== true;
    if (ends && signed.length < 2 && new Signers(this.folder).list().length >= 2)
      throw new UserIssue('refused', 'signers.switch_off');
    const changes = settingChanges(this.settings, settings);
    if (changes.length > 0) {
      const by = signed.length === 0 ? '' : `（${signed.join('、')}）`;
      const note = settingsNote({
        title: '公開の設定の変更',
        comment: `${changes.map(settingChangeText).join('、')}${by}`,
        outlet: this.outlet,
        sourceHash: await sourceHash(this.workspace),
        after: settings,
      });
      await this.ledger.append(note);
    }
    this.workspace.saveSettings(settings);
    this.#gate = undefined;
  }

  /** @throws UserIssue `disclosure.ledger_broken` when the release ledger was changed by other hands. */
  static async of(workspace: Workspace, outlet: string): Promise<OpenWorkspace> {
    const { folder, warehouse, identifierSecret } = workspace;
    const ledger = await ReleaseLedger.open(ledgerFile(folder, ledgerMark(warehouse)), identifierSecret);
    await setPeopleSecret(workspace.warehouse, workspace.identifierSecret);
    return new OpenWorkspace(workspace, ledger, outlet);
  }

  /** People who do not exist: the shipped sample, or a town made by `sample`. */
  get sample(): boolean {
    return this.settings.synthetic === true;
  }

  get folder(): string {
    return this.workspace.folder;
  }

  get settings(): WorkspaceSettings {
    return this.workspace.settings;
  }

  get warehouse(): Warehouse {
    return this.workspace.warehouse;
  }

  /** The municipality's own measures, read anew: files in the folder can be edited while the workspace is open. */
  ownMeasures(): OwnMeasures {
    return loadOwnMeasures(join(this.folder, 'measures'));
  }

  /** Definition tables with the municipality's own versions from the workspace's `tables` folder. */
  tables(): DefinitionTables {
    return ownTables(join(this.folder, 'tables'));
  }

  /** What a measure is run by in this workspace: whoever runs one passes these. */
  definitions(): Definitions {
    return { own: this.ownMeasures().definitions, tables: this.tables() };
  }

  /** Fiscal years with checkups or claims, ascending. */
  fiscalYears(): Promise<readonly number[]> {
    return keepAnswer(this.warehouse, 'fiscal years', async () => {
      const rows = await this.warehouse.all(
        `SELECT DISTINCT fiscal_year AS year FROM checkup
         UNION SELECT ${fiscalYearSql('month')}
         FROM (SELECT DISTINCT month FROM claim) ORDER BY 1`,
      );
      return rows.map((row) => Number(row.year));
    });
  }

  /** Fiscal years with checkups, ascending. */
  async checkupYears(): Promise<number[]> {
    return [...(await checkupYears(this.warehouse))];
  }

  /** The loaded kinds of data in words, for the source line of a statistic. */
  async sourceWords(): Promise<string> {
    const found: string[] = [];
    for (const [table, words] of DATA_KINDS) {
      const [row] = await this.warehouse.all(`SELECT count(*) > 0 AS some FROM ${table}`);
      if (row?.some === true) found.push(words);
    }
    return `取り込んだデータ（${found.join('、')}）`;
  }

  /** The loaded files with their hashes, for the provenance of a report. */
  async sources(): Promise<{ name: string; detail: string; hash: string }[]> {
    const { layoutNameOf } = await import('../../intake/layouts/index.ts');
    const rows = await this.warehouse.all(
      'SELECT file_name, layout_id, content_hash FROM import_batch ORDER BY sequence',
    );
    return rows.map((row) => ({
      name: String(row.file_name),
      detail: layoutNameOf(String(row.layout_id)),
      hash: String(row.content_hash),
    }));
  }
}

function policyOf({ population, raisedThreshold }: WorkspaceSettings): DisclosurePolicy {
  if (population === 0) throw new UserIssue('usage', 'api.population_needed');
  return disclosurePolicy({ population, ...(raisedThreshold === undefined ? {} : { raisedThreshold }) });
}

/** The one workspace that is open, if any. */
export class WorkspaceHolder {
  #open: OpenWorkspace | undefined;

  get current(): OpenWorkspace | undefined {
    return this.#open;
  }

  /** Throws `api.no_workspace` when none is open. */
  require(): OpenWorkspace {
    if (!this.#open) throw new UserIssue('usage', 'api.no_workspace');
    return this.#open;
  }

  /** Closes what was open and takes the new one. */
  replace(next: OpenWorkspace): void {
    this.#shut();
    this.#open = next;
  }

  close(): void {
    this.#shut();
    this.#open = undefined;
  }

  #shut(): void {
    this.#open?.desk.stop();
    this.#open?.workspace.close();
  }
}
