import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { PushButton } from './push-button.tsx';

interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly wide: boolean;
}

function Panel({ title, children, wide }: PanelProps) {
  return (
    <ModalOverlay className="overlay" isDismissable>
      <Modal className={wide ? 'drawer wide' : 'drawer'}>
        <Dialog className="dialog">
          {({ close }) => (
            <>
              <div className="dialog-head">
                <Heading slot="title">{title}</Heading>
                <button type="button" className="tool" onClick={close}>
                  閉じる
                </button>
              </div>
              <div className="dialog-body">{children}</div>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A button that opens a panel at the right edge. */
export function Drawer(props: {
  readonly label: string;
  /** What is written on the button, where the label says more than its place shows. */
  readonly shown?: string;
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button className="tool" aria-label={props.label}>
        {props.shown ?? props.label}
      </Button>
      <Panel title={props.title} wide={props.wide ?? false}>
        {props.children}
      </Panel>
    </DialogTrigger>
  );
}

export interface ConfirmProps {
  readonly label: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  /** Its work is under way: it can be asked about, not begun once more. */
  readonly busy?: boolean;
}

/** A button whose action is asked about first. */
export function Confirm({ label, title, children, confirm, onConfirm, busy = false }: ConfirmProps) {
  return (
    <DialogTrigger>
      <Button className="button secondary small">{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="dialog-box">
          <Dialog className="dialog" role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                <div className="dialog-body">{children}</div>
                <div className="actions">
                  <button type="button" className="button secondary" onClick={close}>
                    やめる
                  </button>
                  <PushButton
                    className="button danger"
                    off={busy}
                    onClick={() => {
                      close();
                      onConfirm();
                    }}
                  >
                    {confirm}
                  </PushButton>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
