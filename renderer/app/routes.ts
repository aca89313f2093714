/** The screens, in the order of the work, each named by the question it answers. */
export const routes = [
  { id: 'start', label: 'はじめに', question: '何をしますか', group: '' },
  {
    id: 'import',
    label: 'データ取込',
    question: 'ファイルは全部入ったか。入らなかったのは何か、なぜか',
    group: 'そろえる',
  },
  { id: 'quality', label: 'データ品質', question: 'このデータで分析してよいか', group: 'そろえる' },
  {
    id: 'overview',
    label: '現状',
    question: 'いま、どこにいるか。どの年代・地区に課題があるか',
    group: '知る',
  },
  {
    id: 'approaches',
    label: 'ポピュレーション／ハイリスク',
    question: '二つのアプローチは、誰に届き、何を動かしたか',
    group: '知る',
  },
  { id: 'programmes', label: '事業', question: 'どの事業を、何で評価するか', group: '確かめる' },
  { id: 'studies', label: '効果検証', question: '事業に効果はあったか', group: '確かめる' },
  { id: 'reports', label: '報告書', question: '会議や議会に何を出すか', group: '伝える' },
  { id: 'present', label: '発表', question: '会議で何を映すか', group: '伝える' },
  { id: 'releases', label: '公開記録', question: 'いつ、何が、どの基準でこのPCから出たか', group: '伝える' },
  { id: 'settings', label: '設定', question: 'わたしの自治体に合っているか', group: 'その他' },
  { id: 'help', label: 'ヘルプ', question: 'ことばの意味と、作業の手順', group: 'その他' },
] as const;

export type Route = (typeof routes)[number];
export type RouteId = Route['id'];

export function routeOf(id: string): Route {
  return routes.find((route) => route.id === id) ?? routes[0];
}

/** Screens that make sense before a workspace is open. */
export const withoutWorkspace: ReadonlySet<RouteId> = new Set(['start', 'present', 'help']);
