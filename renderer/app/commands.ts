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

/** Name of a pressed combination as in `Command.keys`; empty for keys that are not shortcuts. */
export function keysOf(event: KeyboardEvent): string {
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey ? 'Shift' : '',
    event.key.length === 1 ? event.key.toUpperCase() : event.key,
  ];
  return parts.filter((part) => part !== '').join('+');
}
