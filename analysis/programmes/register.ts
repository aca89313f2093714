import { stringify } from 'yaml';
import { UserIssue } from '../domain/issue.ts';
import { type Programme, programmeSchema } from '../domain/programme.ts';
import { readYaml } from '../domain/yaml-file.ts';
import { fiscalYearSql } from '../warehouse/fiscal-year.ts';
import type { Warehouse } from '../warehouse/session.ts';

/**
 * One programme from the text of its YAML file. Throws `programme.invalid` with the file name, the line and the key
 * that do not fit.
 */
export function parseProgramme(text: string, file: string): Programme {
  const reading = readYaml(text, programmeSchema);
  if (!reading.ok) throw new UserIssue('input', 'programme.invalid', { file, ...reading.fault });
  return reading.value;
}

/** The text of a programme's file; reads back to the same programme. */
export function programmeText(programme: Programme): string {
  return stringify(programme, { lineWidth: 0 });
}

const DEPARTMENTS = ['高齢者福祉', '国保年金', '母子保健', '健康増進'] as const;

/**
 * Programmes of the imported list as drafts of register entries: name, approach, department, target, aim, digital
 * level and period as the list has them, without logic model and KPIs.
 */
export async function listedProgrammes(warehouse: Warehouse): Promise<readonly Programme[]> {
  const rows =
    await warehouse.all(`SELECT programme_id, name, approach, department, target, aim, digital_level,
      ${fiscalYearSql('start_date')} AS first,
      ${fiscalYearSql('end_date')} AS last
    FROM programme ORDER BY programme_id`);
  return rows.map((row) => {
    const listed = String(row.programme_id);
    const level = Number(row.digital_level ?? 0);
    const words = String(row.department ?? '');
    return programmeSchema.parse({
      id: fileId(listed),
      listed,
      name: String(row.name),
      approach: row.approach === 'population' ? 'population' : 'high_risk',
      department: DEPARTMENTS.find((name) => words.includes(name.slice(0, 2))) ?? 'その他',
      ...(level >= 1 && level <= 3 ? { digitalLevel: level } : {}),
      target: String(row.target ?? ''),
      purpose: String(row.aim ?? ''),
      period: { from: Number(row.first ?? 2020), to: row.last === null ? null : Number(row.last) },
    });
  });
}

/** An id that can be a file name, the same for the same listed id. */
function fileId(listed: string): string {
  const plain = listed.normalize('NFKC').toLowerCase();
  if (/^[a-z0-9][a-z0-9_.-]{0,79}$/.test(plain)) return plain;
  return `p-${[...plain].map((letter) => letter.codePointAt(0)!.toString(36)).join('-')}`.slice(0, 80);
}
