import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { StudyDefinition } from '../../studies/definition.ts';
import { type StudyOffer, studyOffers } from '../../studies/offers.ts';
import { parseStudy } from '../../studies/study-file.ts';
import { studyTemplates, type TemplateFacts } from '../../studies/templates.ts';
import { fiscalYearSql } from '../../warehouse/fiscal-year.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

const folderOf = (workspace: OpenWorkspace): string => workspace.workspace.paths.studies;

/** Study files of the workspace, then the templates that no file has replaced. */
export async function studiesOf(workspace: OpenWorkspace): Promise<StudyDefinition[]> {
  const own = await ownStudies(workspace);
  const facts = await templateFacts(workspace);
  const templates = facts ? studyTemplates(facts) : [];
  return [...own, ...templates.filter((template) => !own.some((study) => study.id === template.id))];
}

/** Questions that the workspace could ask as well, with what is missing for the others. */
export async function offersOf(workspace: OpenWorkspace): Promise<StudyOffer[]> {
  const facts = await templateFacts(workspace);
  const own = new Set((await studiesOf(workspace)).map(({ id }) => id));
  return facts ? studyOffers(facts).filter(({ id }) => !own.has(id)) : [];
}

/** A study by id: of the workspace, a template, or one that is offered. Throws `study.unknown`. */
export async function studyOf(workspace: OpenWorkspace, id: string): Promise<StudyDefinition> {
  const found =
    (await studiesOf(workspace)).find((study) => study.id === id) ??
    (await offersOf(workspace)).find((offer) => offer.id === id)?.study;
  if (!found) throw new UserIssue('usage', 'study.unknown', { id });
  return found;
}

async function ownStudies(workspace: OpenWorkspace): Promise<StudyDefinition[]> {
  const folder = folderOf(workspace);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(names.map(async (name) => parseStudy(await readFile(join(folder, name), 'utf8'))));
}

/** Writes the file under the id of the study. Throws as `parseStudy`. */
export async function saveStudy(workspace: OpenWorkspace, text: string): Promise<string> {
  const { id } = parseStudy(text);
  const folder = folderOf(workspace);
  await mkdir(folder, { recursive: true });
  await removeStudy(workspace, id);
  await writeFile(join(folder, `${id}.yaml`), text);
  return id;
}

/** Removes the file of a study; its template, if there is one, comes back. The log of locks stays. */
export async function removeStudy(workspace: OpenWorkspace, id: string): Promise<void> {
  const folder = folderOf(workspace);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/.test(name));
  for (const name of names) {
    const file = join(folder, name);
    if (parseStudy(await readFile(file, 'utf8')).id === id) await rm(file);
  }
}

async function templateFacts(workspace: OpenWorkspace): Promise<TemplateFacts | undefined> {
  const years = await workspace.checkupYears();
  if (years.length === 0) return undefined;
  const { warehouse } = workspace;
  const [held] = await warehouse.all(`SELECT
    (SELECT count(first_interview_date) > 0 FROM guidance) AS guidance,
    (SELECT count(*) > 0 FROM care_certification) AS certifications,
    (SELECT count(*) > 0 FROM child_health) AS children,
    (SELECT strftime(min(month), '%Y-%m') FROM claim) AS first_claim,
    (SELECT strftime(max(month), '%Y-%m') FROM claim) AS last_claim`);
  const screenings = await warehouse.all('SELECT DISTINCT programme FROM screening ORDER BY 1');
  return {
    first: Math.min(...years),
    last: Math.max(...years),
    guidance: held?.guidance === true,
    certifications: held?.certifications === true,
    childExams: held?.children === true,
    ...(held?.first_claim && held.last_claim
      ? { claims: [String(held.first_claim), String(held.last_claim)] as const }
      : {}),
    screenings: screenings.map((row) => String(row.programme)),
    programmes: await programmeFacts(workspace),
  };
}

async function programmeFacts({ warehouse }: OpenWorkspace): Promise<TemplateFacts['programmes']> {
  const programmes = await warehouse.all(`
    SELECT p.programme_id AS id, p.name, p.approach, count(a.joined_date) > 0 AS joins,
      min(${fiscalYearSql('s.day')}) AS first_year,
      max(${fiscalYearSql('s.day')}) AS last_year,
      strftime(min(s.day), '%Y-%m') AS first_month
    FROM programme p JOIN participation a USING (programme_id)
    CROSS JOIN LATERAL (SELECT coalesce(a.joined_date, a.invited_date) AS day) s
    WHERE s.day IS NOT NULL GROUP BY ALL ORDER BY p.approach DESC, p.programme_id`);
  const arms = await warehouse.all(
    'SELECT DISTINCT programme_id AS id, arm FROM participation WHERE arm IS NOT NULL ORDER BY ALL',
  );
  const items = await warehouse.all(
    'SELECT DISTINCT programme_id AS id, item FROM programme_measurement ORDER BY ALL',
  );
  const of = (rows: typeof arms, id: unknown, key: string) =>
    rows.filter((row) => row.id === id).map((row) => String(row[key]));
  return programmes.map((row) => ({
    id: String(row.id),
    name: String(row.name),
    approach: row.approach === 'population' ? 'population' : 'high_risk',
    firstYear: Number(row.first_year),
    lastYear: Number(row.last_year),
    event: row.joins === true ? 'joined' : 'invited',
    firstMonth: String(row.first_month),
    arms: of(arms, row.id, 'arm'),
    items: of(items, row.id, 'item'),
  }));
}
