import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import { type Command, screenCommands } from './commands.ts';
import type { WorkspaceState } from './header.tsx';
import { go } from './location.ts';
import type { Preferences } from './preferences.tsx';

export interface Openers {
  readonly palette: () => void;
  readonly glossary: () => void;
  readonly shortcuts: () => void;
  readonly presentation: () => void;
  readonly tour: () => void;
}

type Measures = OperationOutput<'measures.list'>['measures'];
type Bookmarks = OperationOutput<'bookmarks.list'>['bookmarks'];

function displayCommands({ theme, setTheme, calendar, setCalendar }: Preferences): readonly Command[] {
  return [
    {
      id: 'theme',
      label: theme === 'dark' ? '明るい画面にする' : '暗い画面にする',
      words: 'テーマ 色 ダーク',
      keys: 'Ctrl+Shift+L',
      run: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'calendar',
      label: calendar === 'wareki' ? '西暦で表示する' : '和暦で表示する',
      words: '年号 元号 令和',
      keys: 'Ctrl+Shift+Y',
      run: () => setCalendar(calendar === 'wareki' ? 'seireki' : 'wareki'),
    },
  ];
}

function openCommands(open: Openers): readonly Command[] {
  return [
    { id: 'palette', label: '命令を探す', words: 'コマンド 検索', keys: 'Ctrl+K', run: open.palette },
    {
      id: 'glossary',
      label: 'ことばの意味を調べる',
      words: '用語 ヘルプ 定義',
      keys: 'F1',
      run: open.glossary,
    },
    { id: 'keys', label: 'キー操作の一覧', words: 'ショートカット', keys: 'Shift+?', run: open.shortcuts },
    {
      id: 'large',
      label: 'この画面を大きな文字で映す',
      words: 'プレゼンテーション 会議 全画面',
      keys: 'Ctrl+Shift+F',
      run: open.presentation,
    },
    { id: 'tour', label: '画面の案内を見る', words: 'はじめて 見本 ツアー', run: open.tour },
    {
      id: 'manual',
      label: '手引きを印刷する',
      words: 'マニュアル 説明書',
      run: () => go('help', 'manual'),
    },
    {
      id: 'compose',
      label: '報告書を組み立てる',
      words: '図を選ぶ 会議の資料',
      run: () => go('reports', '', { w: 'compose' }),
    },
    { id: 'print', label: 'この画面を印刷する', words: 'プリント 紙', run: () => window.print() },
  ];
}

function dataCommands(
  measures: Measures,
  bookmarks: Bookmarks,
  state: WorkspaceState | undefined,
): Command[] {
  return [
    ...bookmarks.map(({ id, name, place }) => ({
      id: `bookmark-${id}`,
      label: name,
      words: 'しおり',
      run: () => {
        window.location.hash = place;
      },
    })),
    ...(state?.districts ?? []).map(({ code, name }) => ({
      id: `district-${code}`,
      label: `${name}の地域カルテ`,
      words: '地区 圏域 学区',
      run: () => go('overview', '', { d: code, p: 'profile' }),
    })),
    ...measures.map(({ id, name, family, familyName }) => ({
      id: `measure-${id}`,
      label: name,
      words: `現状の指標　${familyName}`,
      run: () => go('overview', '', { f: family, m: id }),
    })),
  ];
}

interface CommandParts {
  readonly preferences: Preferences;
  readonly open: Openers;
  readonly measures: Measures;
  readonly bookmarks: Bookmarks;
  readonly state: WorkspaceState | undefined;
}

/** Everything that can be done from anywhere: by name in the palette, by key where it has one. */
export function windowCommands(parts: CommandParts): readonly Command[] {
  return [
    ...screenCommands(),
    ...openCommands(parts.open),
    ...displayCommands(parts.preferences),
    ...dataCommands(parts.measures, parts.bookmarks, parts.state),
  ];
}

const nothing = () => undefined;

/** The commands with keys, for lists on paper and in the help: what they are, not what they do here. */
export function keyCommands(): readonly Command[] {
  const open: Openers = {
    palette: nothing,
    glossary: nothing,
    shortcuts: nothing,
    presentation: nothing,
    tour: nothing,
  };
  return [
    ...screenCommands(),
    ...openCommands(open),
    { id: 'theme', label: '明るい画面・暗い画面の切り替え', words: '', keys: 'Ctrl+Shift+L', run: nothing },
    { id: 'calendar', label: '和暦・西暦の切り替え', words: '', keys: 'Ctrl+Shift+Y', run: nothing },
  ];
}
