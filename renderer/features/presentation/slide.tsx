import { useLayoutEffect, useRef } from 'react';
import type { Deck, DeckPart, DeckSlide } from '../../../analysis/domain/deck.ts';

function Grid({ part }: { readonly part: Extract<DeckPart, { readonly kind: 'table' }> }) {
  return (
    <table className="slide-table">
      <thead>
        {part.head.map((row) => (
          <tr key={row.join('\u0000')}>
            {row.map((text, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of a fixed table
              <th key={at} scope="col">
                {text}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {part.rows.map((row) => (
          <tr key={row.join('\u0000')}>
            {row.map((text, at) =>
              at === 0 ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <th key={at} scope="row">
                  {text}
                </th>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={at}>{text}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Part({ part }: { readonly part: DeckPart }) {
  switch (part.kind) {
    case 'text':
      return <p className={part.small ? 'slide-small' : ''}>{part.text}</p>;
    case 'bullets':
      return (
        <div>
          {part.title !== '' && <p className="slide-strong">{part.title}</p>}
          <ul>
            {part.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </div>
      );
    case 'numbers':
      return (
        <dl className="slide-numbers">
          {part.items.map((item) => (
            <div key={item.label}>
              <dt>{item.label}</dt>
              <dd className="slide-number">{item.value}</dd>
              <dd className="slide-small">{item.note}</dd>
            </div>
          ))}
        </dl>
      );
    case 'callout':
      return (
        <div className={`slide-callout ${part.tone}`}>
          <p className="slide-strong">{part.title}</p>
          <p>{part.text}</p>
        </div>
      );
    case 'table':
      return <Grid part={part} />;
    case 'figure':
      return (
        <img
          className="slide-figure"
          alt={part.description}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(part.svg)}`}
        />
      );
  }
}

const SMALLEST = 0.4;

/** Makes the type smaller until everything stands on the page; nothing is ever cut off. */
function useFit(slide: DeckSlide) {
  const page = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = page.current;
    if (element === null || slide.title === '') return;
    const body = element.querySelector('.slide-body');
    const holds = (part: Element): boolean =>
      part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1;
    const resize = () => {
      for (let scale = 1; scale >= SMALLEST; scale -= 0.05) {
        element.style.setProperty('--fit', String(scale));
        if (holds(element) && (body === null || holds(body))) return;
      }
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => observer.disconnect();
  }, [slide]);
  return page;
}

interface SlideProps {
  readonly deck: Deck;
  readonly page: number;
}

/** One page of a presentation: the message, what it rests on, the source. */
export function Slide({ deck, page }: SlideProps) {
  const slide = deck.slides[page];
  return slide === undefined ? null : <SlidePage deck={deck} page={page} slide={slide} />;
}

function SlidePage({ deck, page, slide }: SlideProps & { readonly slide: DeckSlide }) {
  const place = useFit(slide);
  return (
    <div className="slide-frame">
      <div ref={place} className={`slide ${slide.layout}`}>
        {slide.kicker !== '' && <p className="slide-kicker">{slide.kicker}</p>}
        <h1>{slide.title}</h1>
        <div className="slide-body">
          {slide.parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a finished page
            <Part key={at} part={part} />
          ))}
        </div>
        <p className="slide-foot">
          <span>{slide.source}</span>
          <span className="num">
            {deck.synthetic && '架空のデータ　'}
            {page + 1}／{deck.slides.length}
          </span>
        </p>
      </div>
    </div>
  );
}
