import { Component, type ReactNode } from 'react';
import { failureOf } from '../client/failure.ts';
import { LineError } from '../client/line.ts';

interface State {
  readonly sentence: string | undefined;
}

/** Keeps a fault of one screen from emptying the window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { sentence: undefined };

  static getDerivedStateFromError(error: unknown): State {
    const sentence =
      error instanceof LineError
        ? failureOf(error, false).sentence
        : 'プログラムの誤りです。取り込んだデータは失われていません。';
    return { sentence };
  }

  override render(): ReactNode {
    const { sentence } = this.state;
    if (sentence === undefined) return this.props.children;
    return (
      <div className="notice error" role="alert">
        <p className="notice-title">画面を表示できませんでした</p>
        <p>{sentence}</p>
        <div className="actions start">
          <button type="button" className="button" onClick={() => window.location.reload()}>
            画面を読み込み直す
          </button>
        </div>
      </div>
    );
  }
}
