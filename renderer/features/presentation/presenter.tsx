import { createContext, type ReactNode, use, useCallback, useEffect, useSyncExternalStore } from 'react';
import { useAttachment } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { PushButton } from '../../components/push-button.tsx';
import { useLeftFullScreen } from '../../components/use-left-full-screen.ts';
import { actOfKey, type Show, ShowRoom } from './show.ts';
import { Slide } from './slide.tsx';

const RoomContext = createContext<ShowRoom | null>(null);

let ownRoom: ShowRoom | undefined;

/** The one show of this window; a second one would answer the speaker's window too. */
function audienceRoom(): ShowRoom {
  ownRoom ??= new ShowRoom('audience');
  return ownRoom;
}

/** Holds the show of this window. */
export function ShowProvider({ children }: { readonly children: ReactNode }) {
  const room = audienceRoom();
  return <RoomContext value={room}>{children}</RoomContext>;
}

export function useShowRoom(): ShowRoom {
  const room = use(RoomContext);
  if (room === null) throw new Error('no show room above this component');
  return room;
}

export function useShow(room: ShowRoom): Show | null {
  return useSyncExternalStore(room.subscribe, room.current);
}

function useKeys(room: ShowRoom, on: boolean): void {
  const { host } = useAttachment();
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 's' && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        void host.openSpeaker();
        return;
      }
      const act = actOfKey(event);
      if (act === null) return;
      event.preventDefault();
      event.stopPropagation();
      room.act(act);
    };
    // Before the shortcuts of the window: Escape and the arrows belong to the show.
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [room, host, on]);
}

function Stage({ show, room }: { readonly show: Show; readonly room: ShowRoom }) {
  const { host } = useAttachment();
  const title = show.deck.slides[show.page]?.title ?? '';
  useEffect(() => {
    announce(`${show.page + 1}枚目：${title}`);
  }, [show.page, title]);
  return (
    <section className={`stage ${show.room}`} aria-label={`発表：${show.deck.title}`}>
      {show.blank ? <div className="stage-blank" /> : <Slide deck={show.deck} page={show.page} />}
      <div className={show.page === 0 ? 'stage-tools first' : 'stage-tools'}>
        <PushButton className="tool" onClick={() => room.act('previous')} off={show.page === 0}>
          前へ
        </PushButton>
        <PushButton
          className="tool"
          onClick={() => room.act('next')}
          off={show.page === show.deck.slides.length - 1}
        >
          次へ
        </PushButton>
        <button type="button" className="tool" onClick={() => void host.openSpeaker()}>
          発表者の画面 <kbd>S</kbd>
        </button>
        <button type="button" className="tool" onClick={() => room.act('room')}>
          {show.room === 'dark' ? '明るい部屋' : '暗い部屋'} <kbd>D</kbd>
        </button>
        <button type="button" className="tool" onClick={() => room.act('end')}>
          終える <kbd>Esc</kbd>
        </button>
      </div>
    </section>
  );
}

/** The audience's view, over the whole window, while a show is on. */
export function Presenter() {
  const room = useShowRoom();
  const { host } = useAttachment();
  const show = useShow(room);
  const on = show !== null;
  useKeys(room, on);
  useLeftFullScreen(
    on,
    useCallback(() => room.act('end'), [room]),
  );
  useEffect(() => {
    if (!on) return;
    document.documentElement.toggleAttribute('data-show', true);
    // A host that refuses full screen still shows the pages over its window.
    host.openPresentation().catch(() => undefined);
    return () => {
      document.documentElement.toggleAttribute('data-show', false);
      host.closePresentation().catch(() => undefined);
    };
  }, [on, host]);
  return show === null ? null : <Stage show={show} room={room} />;
}
