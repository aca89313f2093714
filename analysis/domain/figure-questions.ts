/** Operations whose answers hold figures that a report can be composed of: each can be asked again on its own. */
export const FIGURE_QUESTIONS = [
  'measures.run',
  'measures.districts',
  'measures.trend',
  'measures.references',
  'overview.pyramid',
  'overview.within',
  'overview.rest',
  'overview.funnel',
  'approaches.compare',
  'approaches.cascade',
  'studies.diagnose',
  'studies.run',
  'studies.figures',
  'quality.report',
  'programmes.reach',
  'programmes.board',
] as const;
