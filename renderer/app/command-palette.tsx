import { useEffect } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import type { Command } from './commands.ts';

interface PaletteProps {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Escape leaves at once: the field would only empty itself. An input method keeps the Escape that undoes its text. */
function useEscape(isOpen: boolean, onOpenChange: (open: boolean) => void): void {
  useEffect(() => {
    if (!isOpen) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.stopPropagation();
      onOpenChange(false);
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [isOpen, onOpenChange]);
}

/** Every action by name, from the keyboard. */
export function CommandPalette({ commands, isOpen, onOpenChange }: PaletteProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  useEscape(isOpen, onOpenChange);
  const run = (id: string) => {
    onOpenChange(false);
    commands.find((command) => command.id === id)?.run();
  };
  return (
    <ModalOverlay className="overlay top" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="palette">
        <Dialog className="dialog" aria-label="命令を探す">
          <Autocomplete filter={contains}>
            <SearchField autoFocus aria-label="したいことを入力">
              <Input className="input" placeholder="したいことを入力（例：報告、取込、和暦）" />
            </SearchField>
            <Menu
              className="palette-list"
              aria-label="命令"
              items={commands}
              onAction={(key) => run(String(key))}
              renderEmptyState={() => <p className="hint">当てはまるものがありません。</p>}
            >
              {(command) => (
                <MenuItem className="palette-item" textValue={`${command.label} ${command.words}`}>
                  <span>{command.label}</span>
                  <span className="hint">{command.words}</span>
                  {command.keys !== undefined && <kbd>{command.keys}</kbd>}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
