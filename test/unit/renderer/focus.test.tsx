// @vitest-environment happy-dom
import { globSync, readFileSync } from 'node:fs';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { named } from '../../../renderer/client/answers.ts';
import { PushButton } from '../../../renderer/components/push-button.tsx';
import { ages, shareTable, years } from '../../support/fake-tables.ts';

afterEach(cleanup);

describe('a button that is off', () => {
  test('keeps the focus, says so, and does nothing: neither its work nor sending its form', () => {
    const work = vi.fn();
    const send = vi.fn((event: React.FormEvent) => event.preventDefault());
    const form = (off: boolean) => (
      <form onSubmit={send}>
        <PushButton type="submit" off={off} onClick={work}>
          保存する
        </PushButton>
      </form>
    );
    const { rerender } = render(form(false));
    const button = screen.getByRole('button');
    button.focus();
    fireEvent.click(button);
    expect([work.mock.calls.length, send.mock.calls.length]).toEqual([1, 1]);
    rerender(form(true));
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    expect([work.mock.calls.length, send.mock.calls.length]).toEqual([1, 1]);
  });

  test('is the only kind there is: no part of the window disables a button, which would lose the focus', () => {
    const files = globSync('renderer/**/*.tsx');
    expect(files.length).toBeGreaterThan(80);
    const disabling = files.filter((file) =>
      /<button\b(?:(?!<\/button>)[\s\S])*?\sdisabled=|isDisabled=\{[^}]*[Pp]ending/u.test(
        readFileSync(file, 'utf8'),
      ),
    );
    expect(disabling).toEqual([]);
  });
});

test('the tables of an answer keep their names when the question is asked anew', () => {
  const ask = () => {
    const request = {
      id: 'a',
      name: '受診率',
      unit: '%',
      dimensions: [years([2023]), ages],
      standardise: false,
    };
    return [shareTable(request), shareTable(request)];
  };
  const names = (tables: ReturnType<typeof ask>) => named(tables).map(({ name }) => name);
  expect(names(ask())).toEqual(names(ask()));
  expect(new Set(names(ask())).size).toBe(2);
});
