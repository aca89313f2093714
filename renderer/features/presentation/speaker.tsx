import { useEffect, useState } from 'react';
import { keptTheme } from '../../app/preferences.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { useShow } from './presenter.tsx';
import { actOfKey, type Show, ShowRoom } from './show.ts';
import { Slide } from './slide.tsx';

function useClock(): string {
  const [start] = useState(() => Date.now());
  const [now, setNow] = useState(start);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor((now - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function Notes({ show }: { readonly show: Show }) {
  const slide = show.deck.slides[show.page];
  if (slide === undefined) return null;
  return (
    <section className="speaker-notes" aria-label="原稿と想定される質問">
      <h2>話すこと</h2>
      {slide.notes.length === 0 && <p className="hint">このページの原稿はありません。</p>}
      {slide.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <h2>想定される質問</h2>
      {slide.questions.length === 0 && <p className="hint">このページには数字がありません。</p>}
      <dl className="definition">
        {slide.questions.map(({ question, answer }) => (
          <div key={`${question}${answer}`}>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Desk({ show, room }: { readonly show: Show; readonly room: ShowRoom }) {
  const clock = useClock();
  const last = show.deck.slides.length - 1;
  return (
    <main className="speaker">
      <header className="speaker-head">
        <h1>発表者の画面</h1>
        <p className="num" role="timer" aria-label="経過時間">
          {clock}
        </p>
        <p className="num">
          {show.page + 1}／{show.deck.slides.length}
        </p>
        <div className="actions">
          <PushButton
            className="button secondary small"
            off={show.page === 0}
            onClick={() => room.act('previous')}
          >
            前へ
          </PushButton>
          <PushButton className="button small" off={show.page === last} onClick={() => room.act('next')}>
            次へ
          </PushButton>
          <button type="button" className="button secondary small" onClick={() => room.act('blank')}>
            {show.blank ? '画面を戻す' : '画面を消す'}
          </button>
          <button type="button" className="button secondary small" onClick={() => room.act('end')}>
            終える
          </button>
        </div>
      </header>
      <div className="speaker-columns">
        <div>
          <h2>いま映しているページ</h2>
          <div className={`speaker-view ${show.room}`} inert>
            <Slide deck={show.deck} page={show.page} />
          </div>
          <h2>次のページ</h2>
          <p>{show.deck.slides[show.page + 1]?.title ?? '（最後のページです）'}</p>
        </div>
        <Notes show={show} />
      </div>
    </main>
  );
}

/** The second window: notes, expected questions, the clock and the next page. Works without any connection. */
export function SpeakerWindow() {
  const [room] = useState(() => new ShowRoom('speaker'));
  const show = useShow(room);
  useEffect(() => {
    document.title = '発表者の画面｜保健事業EBPMデスク';
    const listen = (event: KeyboardEvent) => {
      const act = event.target instanceof HTMLButtonElement ? null : actOfKey(event);
      if (act !== null && act !== 'end') {
        event.preventDefault();
        room.act(act);
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [room]);
  const dark = show?.room === 'dark';
  useEffect(() => {
    // A bright screen at the desk would light up the dark room.
    document.documentElement.dataset.theme = dark ? 'dark' : keptTheme();
  }, [dark]);
  if (show === null)
    return (
      <main className="speaker">
        <h1>発表者の画面</h1>
        <p>発表は始まっていません。もとの画面で発表を始めると、ここに原稿が出ます。</p>
      </main>
    );
  return <Desk show={show} room={room} />;
}
