import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { TableHead } from '../components/table-head.tsx';
import { type Command, LOCAL_KEYS } from './commands.ts';

interface ShortcutTableProps {
  readonly commands: readonly Command[];
}

/** Every key of the window, from the same list that the window listens to. */
export function ShortcutTable({ commands }: ShortcutTableProps) {
  const rows = [
    ...commands.flatMap(({ keys, label }) => (keys === undefined ? [] : [[keys, label] as const])),
    ...LOCAL_KEYS,
  ];
  return (
    <table className="data-table">
      <TableHead columns={['キー', 'すること']} />
      <tbody>
        {rows.map(([keys, label]) => (
          <tr key={keys}>
            <th scope="row">
              <kbd>{keys}</kbd>
            </th>
            <td>{label}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** 「?」: the keys, over whatever is open. */
export function ShortcutsDialog(
  props: ShortcutTableProps & { readonly isOpen: boolean; readonly onOpenChange: (open: boolean) => void },
) {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={props.isOpen} onOpenChange={props.onOpenChange}>
      <Modal className="drawer">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">キー操作の一覧</Heading>
            <button type="button" className="tool" onClick={() => props.onOpenChange(false)}>
              閉じる
            </button>
          </div>
          <div className="dialog-body">
            <ShortcutTable commands={props.commands} />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
