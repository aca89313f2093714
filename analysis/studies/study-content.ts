import type { StudyDefinition } from './definition.ts';
import { selectable, studyVariable, variableIds } from './variables.ts';

/** A fault that no single value of a study file shows: its parts do not fit each other or the catalogue. */
export interface ContentFault {
  readonly path: readonly (string | number)[];
  readonly reason: 'unknown_variable' | 'not_selectable' | 'not_a_covariate' | 'ascending' | 'repeated';
  readonly hint: string;
}

/** Faults of a file whose keys and values are each of the right kind. */
export function contentFaults(study: StudyDefinition): ContentFault[] {
  return [...variableFaults(study), ...orderFaults(study), ...repeatedFaults(study)];
}

/** Variables that the catalogue does not know or that cannot stand where they stand. */
function variableFaults(study: StudyDefinition): ContentFault[] {
  if (study.design === 'interrupted_time_series') return [];
  const used = variablesOf(study);
  const unknown = used
    .filter(({ id }) => !variableIds.has(id))
    .map(({ path, id }): ContentFault => ({ path, reason: 'unknown_variable', hint: id }));
  if (unknown.length > 0) return unknown;
  return used.flatMap(({ path, id }): ContentFault[] => {
    const place = String(path[0]);
    if (['eligibility', 'running'].includes(place) && !selectable(studyVariable(id))) {
      return [{ path, reason: 'not_selectable', hint: id }];
    }
    return place === 'subgroups' && !study.covariates.includes(id)
      ? [{ path, reason: 'not_a_covariate', hint: id }]
      : [];
  });
}

interface Used {
  readonly path: ContentFault['path'];
  readonly id: string;
}

function variablesOf(study: Exclude<StudyDefinition, { design: 'interrupted_time_series' }>): Used[] {
  return [
    ...study.covariates.map((id, i) => ({ path: ['covariates', i], id })),
    ...study.eligibility.conditions.map(({ value }, i) => ({
      path: ['eligibility', 'conditions', i, 'value'],
      id: value,
    })),
    ...('outcomes' in study
      ? study.outcomes.map(({ variable }, i) => ({ path: ['outcomes', i, 'variable'], id: variable }))
      : []),
    ...study.subgroups.map(({ variable }, i) => ({ path: ['subgroups', i, 'variable'], id: variable })),
    ...('running' in study ? [{ path: ['running'], id: study.running }] : []),
  ];
}

/** Years, ages, months and doses run upwards: the first is what the others are compared with. */
function orderFaults(study: StudyDefinition): ContentFault[] {
  const lists: (readonly [ContentFault['path'], readonly (number | string)[]])[] =
    study.design === 'interrupted_time_series'
      ? [
          [['series', 'age'], study.series.age],
          [
            ['series', 'to'],
            [study.series.from, study.series.to],
          ],
        ]
      : [
          [['trialYears'], study.trialYears],
          [['eligibility', 'age'], study.eligibility.age],
        ];
  if (study.design === 'before_after_with_comparison') lists.push([['panel'], study.panel]);
  if (study.design === 'dose_response') lists.push([['dose', 'at'], study.dose.at]);
  return lists
    .filter(([path, list]) => !list.every((value, i) => i === 0 || follows(path, list[i - 1]!, value)))
    .map(([path]) => ({ path, reason: 'ascending', hint: '' }));
}

/** People of one age may be meant; the same year or dose twice may not. */
const follows = (path: ContentFault['path'], before: number | string, value: number | string): boolean =>
  path.at(-1) === 'age' ? value >= before : value > before;

/** Outcomes are told apart by their ids. */
function repeatedFaults(study: StudyDefinition): ContentFault[] {
  if (!('outcomes' in study)) return [];
  const ids = study.outcomes.map(({ id }) => id);
  return ids.flatMap((id, i) =>
    ids.indexOf(id) < i ? [{ path: ['outcomes', i, 'id'], reason: 'repeated', hint: id }] : [],
  );
}
