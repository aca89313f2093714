import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Deck } from '../../../analysis/domain/deck.ts';
import { acted, actOfKey, type Show, ShowRoom } from '../../../renderer/features/presentation/show.ts';
import { moved } from '../../../renderer/features/reports/composer.tsx';

const deck: Deck = {
  format: 'ebpm-deck',
  version: 1,
  title: '会議',
  municipality: '見本町',
  date: '2026-11-20',
  synthetic: true,
  threshold: 10,
  slides: ['一', '二', '三'].map((title) => ({
    layout: 'content',
    kicker: '',
    title,
    parts: [],
    notes: [],
    questions: [],
    source: '',
  })),
};
const show: Show = { deck, page: 0, room: 'bright', blank: false };
const key = (name: string, ctrlKey = false) =>
  actOfKey({ key: name, ctrlKey, altKey: false, metaKey: false });

describe('moving through a presentation', () => {
  test('clickers, arrows and space turn pages; combinations are left to the browser', () => {
    expect(['PageDown', 'ArrowRight', ' ', 'Enter'].map((name) => key(name))).toEqual(Array(4).fill('next'));
    expect(['PageUp', 'ArrowLeft', 'Backspace'].map((name) => key(name))).toEqual(Array(3).fill('previous'));
    expect([key('Home'), key('End'), key('B'), key('.'), key('D'), key('Escape')]).toEqual([
      'first',
      'last',
      'blank',
      'blank',
      'room',
      'end',
    ]);
    expect(key('ArrowRight', true)).toBeNull();
    expect(key('x')).toBeNull();
  });

  test('pages stay inside the deck, turning ends the blank screen', () => {
    expect(acted(show, 'previous')?.page).toBe(0);
    expect(acted({ ...show, page: 2 }, 'next')?.page).toBe(2);
    expect(acted(show, { page: 9 })?.page).toBe(2);
    expect(acted({ ...show, blank: true }, 'next')).toMatchObject({ page: 1, blank: false });
    expect(acted(show, 'room')?.room).toBe('dark');
    expect(acted(show, 'end')).toBeNull();
  });
});

describe('two windows', () => {
  const rooms: ShowRoom[] = [];
  const room = (role: 'audience' | 'speaker'): ShowRoom => {
    const made = new ShowRoom(role);
    rooms.push(made);
    return made;
  };
  afterEach(() => {
    for (const one of rooms.splice(0)) one.close();
  });

  test('the speaker follows the audience and turns its pages', async () => {
    const audience = room('audience');
    audience.start(deck);
    audience.act('next');
    const speaker = room('speaker');
    await vi.waitFor(() => expect(speaker.current()?.page).toBe(1));
    speaker.act('next');
    await vi.waitFor(() => expect(audience.current()?.page).toBe(2));
    await vi.waitFor(() => expect(speaker.current()?.page).toBe(2));
    audience.act('end');
    await vi.waitFor(() => expect(speaker.current()).toBeNull());
  });

  test('a speaker without a show has nothing to say', async () => {
    const speaker = room('speaker');
    speaker.act('next');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(speaker.current()).toBeNull();
  });
});

test('blocks of a report move by one and not beyond the ends', () => {
  const blocks = ['a', 'b', 'c'].map((id) => ({ kind: 'heading' as const, id, text: id }));
  const order = (id: string, by: -1 | 1) => moved(blocks, id, by).map((block) => block.id);
  expect(order('b', -1)).toEqual(['b', 'a', 'c']);
  expect(order('b', 1)).toEqual(['a', 'c', 'b']);
  expect(order('a', -1)).toEqual(['a', 'b', 'c']);
  expect(order('c', 1)).toEqual(['a', 'b', 'c']);
  expect(order('x', 1)).toEqual(['a', 'b', 'c']);
});
