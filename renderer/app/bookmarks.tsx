import { useState } from 'react';
import { useCommand, useOperation } from '../client/hooks.ts';
import { announce } from '../components/announcer.ts';
import { Drawer } from '../components/drawer.tsx';
import { TextField } from '../components/field.tsx';
import { PushButton } from '../components/push-button.tsx';
import { RemoveButton } from '../components/remove-button.tsx';
import { FailurePanel } from '../components/state.tsx';
import { usePlace } from './location.ts';
import { usePreferences } from './preferences.tsx';
import { routeOf } from './routes.ts';

/** The place of the window as it is kept: everything after the sign `#`. */
function currentPlace(): string {
  return window.location.hash === '' ? '#/start' : window.location.hash;
}

/** What is seen, in words: screen, district, measure, year. All of it is known to a screen that shows them. */
function useSuggestion(): string {
  const { route, params } = usePlace();
  const { fiscalYear } = usePreferences();
  const asked = { enabled: params.m !== undefined };
  const measures = useOperation('measures.list', {}, asked).data?.measures ?? [];
  const districts = useOperation('workspace.state', {}).data?.districts ?? [];
  const parts = [
    routeOf(route).label,
    districts.find(({ code }) => code === params.d)?.name,
    measures.find(({ id }) => id === params.m)?.name,
    params.y === undefined ? undefined : fiscalYear(Number(params.y)),
  ];
  return parts.filter(Boolean).join('・').slice(0, 80);
}

function Save() {
  const save = useCommand('bookmarks.save', { changesWorkspace: true });
  const suggested = useSuggestion();
  const [name, setName] = useState(suggested);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { name: name.trim(), place: currentPlace() },
          { onSuccess: () => announce(`しおり「${name.trim()}」を残しました。`) },
        );
      }}
    >
      <TextField
        label="いまの画面（指標・年度・地区・図の種類）に名前をつける"
        block
        maxLength={80}
        value={name}
        onChange={setName}
      />
      <div className="actions start">
        <PushButton type="submit" className="button small" off={name.trim() === '' || save.isPending}>
          しおりに残す
        </PushButton>
      </div>
      {save.isError && <FailurePanel failure={save.error} />}
    </form>
  );
}

function List() {
  const list = useOperation('bookmarks.list', {});
  const remove = useCommand('bookmarks.remove');
  const bookmarks = list.data?.bookmarks ?? [];
  if (bookmarks.length === 0) return <p className="hint">まだありません。</p>;
  return (
    <ul className="recent">
      {bookmarks.map((bookmark) => (
        <li key={bookmark.id}>
          <a href={bookmark.place}>{bookmark.name}</a>
          <RemoveButton
            of={`しおり「${bookmark.name}」`}
            onRemove={() => remove.mutate({ id: bookmark.id })}
          />
        </li>
      ))}
    </ul>
  );
}

/** Views kept in the workspace, for everybody who works in it. They hold no numbers. */
export function Bookmarks() {
  return (
    <Drawer label="しおり" title="しおり">
      <p>
        作業フォルダーに保存し、同じフォルダーを使う人が見られます。数字は入りません。開くたびに、いまのデータで計算します。
      </p>
      <Save />
      <h3>残したしおり</h3>
      <List />
    </Drawer>
  );
}
