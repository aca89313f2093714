import { Component, type ReactNode } from 'react';

interface State {
  readonly failed: boolean;
}

/** Keeps a fault of one screen from emptying the window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="notice error" role="alert">
        <p className="notice-title">画面を表示できませんでした</p>
        <p>プログラムの誤りです。取り込んだデータは失われていません。</p>
        <div className="actions start">
          <button type="button" className="button" onClick={() => window.location.reload()}>
            画面を読み込み直す
          </button>
        </div>
      </div>
    );
  }
}
