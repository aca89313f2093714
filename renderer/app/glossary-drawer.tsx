import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Glossary } from '../help/glossary.tsx';

interface GlossaryDrawerProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The glossary beside the screen, by F1 from anywhere. */
export function GlossaryDrawer({ isOpen, onOpenChange }: GlossaryDrawerProps) {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="drawer">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">ことばの意味</Heading>
            <button type="button" className="tool" onClick={() => onOpenChange(false)}>
              閉じる
            </button>
          </div>
          <div className="dialog-body">
            <Glossary level={3} focused />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
