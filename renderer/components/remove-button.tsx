interface RemoveButtonProps {
  /** What it takes away, for whoever hears the button without its row. */
  readonly of: string;
  /** What is written on it where 「消す」 alone could be taken for another one; the end of its name. */
  readonly shown?: string;
  readonly onRemove: () => void;
}

/** Takes an entry out of a list. */
export function RemoveButton({ of, shown = '消す', onRemove }: RemoveButtonProps) {
  return (
    <button type="button" className="tool" aria-label={`${of}を消す`} onClick={onRemove}>
      {shown}
    </button>
  );
}
