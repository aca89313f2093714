import { aboutZero } from '../../domain/hidden-zero.ts';
import { ALIKE } from '../figures/chart.ts';
import { formatFiscalYear } from '../format.ts';
import type { ApproachInput, MeasureInput, ReportInputs, StudyInput } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { hasRow, positionOf } from '../roles.ts';
import { byChance, type ChangeSentence } from '../sentences/change.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { cell, cellOf, live } from '../text.ts';
import { programmeTable } from './annual.ts';
import { distributionFigure, funnelFigure } from './approaches.ts';
import { dateLine, hiddenIn, releasedIn } from './common.ts';
import { comparedWithWhat } from './compared.ts';
import { costSlide } from './cost.ts';
import { highRiskFunnel, largestLoss } from './funnel.ts';
import { districtFigure, keyNumber, trendChange, trendFigure, weakDistrict } from './measures.ts';
import { missedWhom } from './missed.ts';
import { nextSteps } from './next.ts';
import { expectedQuestions, spoken } from './questions.ts';
import { slide } from './slide.ts';
import { loveFigure } from './studies.ts';
import { LEADING_STUDIES, type ReportTemplate, sittingNeeds } from './template.ts';

/** A deck that a council sits through: more slides than this are left out, least needed first. */
const MOST_SLIDES = 14;

/** 議会説明: one message a slide, in the order in which a council asks. */
export const councilTemplate: ReportTemplate = {
  id: 'council',
  name: '議会・会議用スライド',
  description: '問い、現状、したこと、届いた人、変化、比較、確かさ、費用、次の一手、想定問答。',
  formats: ['pptx', 'deck', 'pdf', 'html'],
  shape: 'deck',
  mostSlides: MOST_SLIDES,
  needs: sittingNeeds,
  title: () => '保健事業の成果について',
  subtitle: ({ workspace }) => `${formatFiscalYear(workspace.year, workspace.calendar)} 議会説明資料`,
  sections: [
    { id: 'cover', name: '表紙', plain: true, blocks: cover },
    { id: 'question', name: '問い', plain: true, blocks: question },
    { id: 'status', name: '現状', blocks: whereWeAre },
    { id: 'trend', name: '現状の推移', optional: true, blocks: trend },
    { id: 'district', name: '現状・地区', optional: true, blocks: whereByDistrict },
    { id: 'done', name: 'したこと', blocks: whatWeDid },
    { id: 'reached', name: '届いた人', blocks: whomWeReached },
    { id: 'changed', name: '変わったこと', blocks: whatChanged },
    {
      id: 'compared',
      name: '比べたこと',
      blocks: ({ studies }) => studies.slice(0, LEADING_STUDIES).flatMap(comparedWithWhat),
    },
    { id: 'sure', name: '確からしさ', blocks: howSure },
    { id: 'cost', name: '費用', blocks: costSlide },
    { id: 'next', name: '次にすること', blocks: whatNext },
    { id: 'method', name: '方法', blocks: method },
    { id: 'definitions', name: '用語', blocks: definitions },
    { id: 'questions', name: '想定される質問', blocks: questions },
  ],
};

function cover(inputs: ReportInputs): readonly Block[] {
  const synthetic = inputs.workspace.synthetic ? '（架空の自治体のデータ）' : '';
  return slide({
    layout: 'cover',
    kicker: `${formatFiscalYear(inputs.workspace.year, inputs.workspace.calendar)} 議会説明資料`,
    title: ['保健事業の成果について'],
    body: [{ kind: 'paragraph', role: 'lead', text: [`${dateLine(inputs)}${synthetic}`] }],
    notes: [['数値はすべて統計です。個人の記録は含みません。']],
  });
}

function question(inputs: ReportInputs): readonly Block[] {
  const programmes = inputs.programmes.map(({ name }) => name).join('、');
  return slide({
    kicker: '問い',
    title: ['保健事業は、住民の健康に役立っているか'],
    body: [
      {
        kind: 'bullets',
        items: [
          ['いまどこにいるか：健診、健康状態、医療費、介護の現状'],
          ['誰に届いたか：住民全体への働きかけと、リスクの高い人への支援'],
          ['役立ったか：比べる相手をおいて、差があるかを確かめる'],
          ['次に何をするか：届いていない地区と、途切れている段階'],
        ],
      },
    ],
    notes: [
      [`取り上げる事業：${programmes === '' ? '登録なし' : programmes}。`],
      ['一枚に一つの答えを置いています。結論だけでなく、どこまで言えるかも示します。'],
    ],
  });
}

function whereWeAre(inputs: ReportInputs): readonly Block[] {
  const { workspace } = inputs;
  const items = inputs.measures.flatMap((measure) => keyNumber(measure, workspace) ?? []).slice(0, 4);
  const changes = inputs.measures.slice(0, 4).flatMap((measure) => {
    const change = trendChange(measure, workspace);
    return change === undefined ? [] : [{ ...change, name: measure.name }];
  });
  const [first] = changes;
  if (items.length === 0) return [];
  return slide({
    kicker: '現状',
    title: first === undefined ? ['主な指標の今'] : first.headline,
    body: [{ kind: 'keyNumbers', items }],
    notes: [
      ...changes.map(({ bare }) => bare),
      ...chanceNote(changes),
      ['前年度からの差は、印刷した数値どうしの引き算です。'],
    ],
  });
}

/** Said once, of all the indicators that it holds for. */
function chanceNote(changes: readonly (ChangeSentence & { readonly name: string })[]): readonly Text[] {
  const names = changes.flatMap(({ clear, name }) => (clear === false ? [name] : []));
  if (names.length === 0) return [];
  const all = names.length === changes.length;
  return [[byChance(all ? (names.length > 1 ? 'いずれも' : '') : `${names.join('、')}は`)]];
}

function trend(inputs: ReportInputs): readonly Block[] {
  const [lead] = inputs.measures;
  const figure = lead === undefined ? undefined : trendFigure(lead);
  const change = lead === undefined ? undefined : trendChange(lead, inputs.workspace);
  if (lead === undefined || figure === undefined || change === undefined) return [];
  return slide({
    kicker: '現状の推移',
    title: change.headline,
    body: [figure],
    notes: [change.text, definitionNote(lead)],
  });
}

function definitionNote(measure: MeasureInput): Text {
  return [`${measure.name}の分母は「${measure.denominator}」、分子は「${measure.numerator}」です。`];
}

function whereByDistrict(inputs: ReportInputs): readonly Block[] {
  for (const measure of inputs.measures) {
    const figure = districtFigure(measure, inputs.workspace);
    if (figure === undefined) continue;
    const weak = weakDistrict(measure, inputs.workspace);
    const title: Text =
      weak === undefined
        ? [`${measure.name}の地区による違い`]
        : live`${weak.measure}は${weak.name}が${weak.value}で、全体の${weak.whole}から最も離れています`;
    return slide({
      kicker: '現状・地区',
      title,
      body: [figure],
      notes: [
        ['横線は95％信頼区間です。区間が長い地区は人数が少なく、順位を読み取ることはできません。'],
        definitionNote(measure),
      ],
    });
  }
  return [];
}

function whatWeDid(inputs: ReportInputs): readonly Block[] {
  if (inputs.programmes.length === 0) return [];
  return slide({
    kicker: 'したこと',
    title: [approachesTaken(inputs.programmes)],
    body: [...programmeTable(inputs, ['name', 'approach', 'aim', 'target'], '')],
    notes: inputs.programmes.map((programme) => [
      `${programme.name}：${programme.content}（${programme.period}）`,
    ]),
  });
}

function approachesTaken(programmes: ReportInputs['programmes']): string {
  const [population, highRisk] = (['population', 'high_risk'] as const).map((approach) =>
    programmes.some((one) => one.approach === approach),
  );
  if (population && highRisk) return '全体への働きかけと、高リスクの人への支援を行いました';
  return population ? '住民全体への働きかけを行いました' : '高リスクの人への支援を行いました';
}

function whomWeReached(inputs: ReportInputs): readonly Block[] {
  const [approach] = inputs.approaches;
  const funnel = highRiskFunnel(approach, inputs.programmes);
  if (funnel === undefined) return [];
  const loss = largestLoss(funnel);
  const [first, second] = funnel.steps;
  // The first step of a long cascade is the whole population; the programme begins at the second.
  const start = funnel.steps.length > 4 || loss?.from.label === second?.label ? second : first;
  const title: Text =
    start === undefined || loss === undefined
      ? [`${funnel.name}は、誰に届いたか`]
      : live`${start.label}${start.number}のうち、${loss.to.label}は${loss.to.number}でした`;
  return slide({
    kicker: '届いた人',
    title,
    period: funnel.period,
    body: [funnelFigure(funnel)],
    notes: [
      ...missedWhom(inputs).map(spoken),
      ...(approach === undefined ? [] : [[approach.highRisk.reading] as const]),
      [
        '段階が下がるほど人数が減るのは、辞退や中断があるためです。改善した人の割合だけでは効果は分かりません。',
      ],
    ],
  });
}

function whatChanged(inputs: ReportInputs): readonly Block[] {
  for (const approach of inputs.approaches) {
    const figure = distributionFigure(approach);
    if (figure === undefined) continue;
    return slide({
      kicker: '変わったこと',
      ...meanMoved(approach, figure),
      notes: [
        [approach.population.reading],
        [
          '分布の変化は事業のほか、加齢、薬、受診者の入れ替わりでも起こります。これだけで事業の効果とは言えません。',
        ],
      ],
    });
  }
  return [];
}

/** The finding as title, its size and interval below; the reading's first sentence where no mean was released. */
function meanMoved(
  { factorName, unit, population }: ApproachInput,
  figure: Block,
): { readonly title: Text; readonly body: readonly Block[] } {
  const columns = ['change', 'change_lower', 'change_upper'] as const;
  const table = population.tables.find(({ statistic }) =>
    columns.every((id) => statistic.columns.some((column) => column.id === id)),
  );
  const at = table === undefined ? [] : positionOf(table.statistic, {});
  if (table === undefined || !hasRow(table.statistic, at)) {
    return { title: [firstSentence(population.reading)], body: [figure] };
  }
  const [change, lower, upper] = columns.map((id) => cellOf(cell(table, at, id)));
  if (change?.state !== 'shown' || lower?.state !== 'shown' || upper?.state !== 'shown') {
    return { title: [`${factorName}の分布`], body: [figure] };
  }
  const clear = lower.value > 0 || upper.value < 0;
  const title = clear
    ? `${factorName}の平均は、明らかに${change.value > 0 ? '上がりました' : '下がりました'}`
    : `${factorName}の平均に、明らかな動きはみられません`;
  const [size, from, to] = columns.map((id) => cell(table, at, id, false));
  const said = live`平均の差 ${size ?? ''} ${unit}（95％信頼区間 ${from ?? ''}〜${to ?? ''}、年齢の違いをそろえた値）`;
  return { title: [title], body: [{ kind: 'paragraph', text: said }, figure] };
}

/** First sentence without what stands in brackets, short enough for a title. */
function firstSentence(text: string): string {
  return (text.split('。')[0] ?? text).replace(/（[^（）]*）/g, '');
}

function howSure(inputs: ReportInputs): readonly Block[] {
  const [study] = inputs.studies;
  const body = study === undefined ? [] : loveFigure(study);
  if (study === undefined || body.length === 0) return [];
  const wording = evidenceWordings[study.evidenceLevel];
  return slide({
    kicker: '確からしさ',
    title: wording.causal
      ? ['比べ方の前提が成り立てば、差は事業の効果と考えられます']
      : ['背景の違いはそろえましたが、測っていない違いは残ります'],
    body: [{ kind: 'paragraph', text: [howAlike(study)] }, ...body],
    notes: [
      ['標準化差は、参加者と比べた人の平均の差を、ばらつき（標準偏差）の何倍かで表した値です。'],
      [wording.label, '。', wording.meaning],
      ...study.checks.map((check): Text => [`${check.label}：${check.explanation}`]),
    ],
  });
}

/** What the figure of balance is about, with the rule to read it by. */
function howAlike({ study, balance }: StudyInput): string {
  const after = (balance?.statistic.rows ?? []).flatMap(({ after: cell }) =>
    cell.state === 'shown' ? [Math.abs(cell.value)] : [],
  );
  const alike = after.filter((value) => value <= ALIKE).length;
  return `${study.programme}：${after.length}項目のうち${alike}項目が、目安の${ALIKE}以下（0なら同じ）`;
}

function whatNext(inputs: ReportInputs): readonly Block[] {
  const steps = nextSteps(inputs);
  return slide({
    kicker: '次にすること',
    title: ['届いていないところに届け、確かめ方を強くします'],
    body: [{ kind: 'bullets', items: steps.map(({ short }) => short) }],
    notes: steps.map(({ reason }) => reason),
  });
}

function method(inputs: ReportInputs): readonly Block[] {
  const designs = inputs.studies.map((study): Text => [`${study.study.title}：${study.study.design}`]);
  const given = releasedIn([inputs]);
  const threshold = Math.max(0, ...given.map(({ release }) => release.threshold));
  return slide({
    kicker: '方法',
    title: ['統計だけを使い、小さな人数は伏せています'],
    body: [
      {
        kind: 'bullets',
        items: [
          ['自治体が持つ健診・レセプト・介護などの記録を、庁内のパソコンの中だけで集計しました'],
          [`${threshold}人未満の人数と、逆算できる数値は「＊」にしました（${aboutZero(hiddenIn(given))}）`],
          ...designs.slice(0, 2),
        ],
      },
    ],
    notes: [
      ['通信は行わず、個人の記録を持ち出していません。'],
      ...inputs.provenance.sources.slice(0, 8).map((source): Text => [`${source.name}：${source.detail}`]),
    ],
  });
}

function definitions(inputs: ReportInputs): readonly Block[] {
  if (inputs.measures.length === 0) return [];
  return slide({
    kicker: '用語',
    title: ['この資料で使った指標の定義'],
    body: [
      {
        kind: 'textTable',
        id: 'definitions',
        caption: '',
        head: ['指標', '分子', '分母'],
        widths: [2, 4, 4],
        rows: inputs.measures
          .slice(0, 5)
          .map((measure) => [[measure.name], [measure.numerator], [measure.denominator]]),
      },
    ],
    notes: inputs.measures
      .slice(0, 5)
      .map((measure) => [`${measure.name}：出典 ${measure.source}。${measure.caveats.join('')}`]),
  });
}

function questions(inputs: ReportInputs): readonly Block[] {
  const all = expectedQuestions(inputs);
  return slide({
    kicker: '想定される質問',
    title: ['よく聞かれること'],
    body: [
      {
        kind: 'textTable',
        id: 'questions',
        caption: '',
        head: ['質問', '答え'],
        widths: [3.4, 6],
        rows: all.slice(0, 6).map(({ question: asked, short }) => [[asked], short]),
      },
    ],
    notes: all.map(spoken),
  });
}
