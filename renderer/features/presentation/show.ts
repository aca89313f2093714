import type { Deck } from '../../../analysis/domain/deck.ts';

/**
 * What is being shown, shared by the window of the audience and the window of the speaker. The two windows of
 * one origin talk over a broadcast channel; nothing is stored.
 */
export interface Show {
  readonly deck: Deck;
  readonly page: number;
  readonly room: 'bright' | 'dark';
  /** The screen is blank for a moment, so that the audience looks at the speaker. */
  readonly blank: boolean;
}

type Message =
  | { readonly type: 'hello' }
  | { readonly type: 'show'; readonly show: Show | null }
  | { readonly type: 'act'; readonly act: ShowAct };

export type ShowAct =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'room'
  | 'blank'
  | 'end'
  | { readonly page: number };

const CHANNEL = 'ebpm-presentation';

/** The show after an act; null when it ended. */
export function acted(show: Show, act: ShowAct): Show | null {
  const last = show.deck.slides.length - 1;
  const to = (page: number): Show => ({ ...show, blank: false, page: Math.min(last, Math.max(0, page)) });
  if (typeof act === 'object') return to(act.page);
  switch (act) {
    case 'next':
      return to(show.page + 1);
    case 'previous':
      return to(show.page - 1);
    case 'first':
      return to(0);
    case 'last':
      return to(last);
    case 'room':
      return { ...show, room: show.room === 'dark' ? 'bright' : 'dark' };
    case 'blank':
      return { ...show, blank: !show.blank };
    case 'end':
      return null;
  }
}

/** Keys of keyboards and of clickers, which send PageUp and PageDown. */
const KEYS: Readonly<Record<string, ShowAct>> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  PageDown: 'next',
  Enter: 'next',
  ' ': 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  PageUp: 'previous',
  Backspace: 'previous',
  Home: 'first',
  End: 'last',
  b: 'blank',
  '.': 'blank',
  d: 'room',
  Escape: 'end',
};

export function actOfKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): ShowAct | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}

type Listener = (show: Show | null) => void;

/** One window's side of a show. The audience's window holds it; the speaker's follows and asks. */
export class ShowRoom {
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<Listener>();
  readonly #leads: boolean;
  #show: Show | null = null;

  constructor(role: 'audience' | 'speaker') {
    this.#leads = role === 'audience';
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#channel.addEventListener('message', (event: MessageEvent<Message>) => this.#receive(event.data));
    if (!this.#leads) this.#send({ type: 'hello' });
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): Show | null => this.#show;

  /** Begins a show in this window. */
  start(deck: Deck): void {
    this.#set({ deck, page: 0, room: 'bright', blank: false });
  }

  readonly act = (act: ShowAct): void => {
    if (!this.#leads) this.#send({ type: 'act', act });
    else if (this.#show !== null) this.#set(acted(this.#show, act));
  };

  close(): void {
    this.#channel.close();
  }

  #receive(message: Message): void {
    if (message.type === 'hello' && this.#leads) this.#send({ type: 'show', show: this.#show });
    else if (message.type === 'act') {
      if (this.#leads) this.act(message.act);
    } else if (message.type === 'show' && !this.#leads) this.#set(message.show);
  }

  #set(show: Show | null): void {
    this.#show = show;
    if (this.#leads) this.#send({ type: 'show', show });
    for (const listener of this.#listeners) listener(show);
  }

  #send(message: Message): void {
    this.#channel.postMessage(message);
  }
}
