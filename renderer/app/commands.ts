import { go } from './location.ts';
import { type RouteId, routes } from './routes.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** Other words under which it is found. */
  readonly words: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** Alt and a digit for each screen of the navigation, in its order. */
export function screenKey(id: RouteId): string | undefined {
  const index = routes.findIndex((route) => route.id === id);
  if (index < 1 || index > 10) return undefined;
  return `Alt+${index % 10}`;
}

export function screenCommands(): readonly Command[] {
  return routes.map((route) => {
    const keys = screenKey(route.id);
    return {
      id: `go-${route.id}`,
      label: `${route.label}を開く`,
      words: route.question,
      ...(keys === undefined ? {} : { keys }),
      run: () => go(route.id),
    };
  });
}

/** Keys that belong to a part of the window, for the list of all keys. */
export const LOCAL_KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Tab ／ Shift+Tab', '次・前の部品へ'],
  ['Enter ／ Space', '押す、選ぶ'],
  ['← →', 'タブの切り替え'],
  ['Esc', '開いた窓を閉じる、発表を終える'],
  ['Ctrl+Z ／ Ctrl+Y', '設定と報告書の編集を元に戻す・やり直す'],
  ['PageDown ／ PageUp', '発表で次・前のページへ（クリッカー）'],
  ['S ／ D ／ B', '発表者の画面 ／ 暗い部屋・明るい部屋 ／ 画面を消す（発表中）'],
];
