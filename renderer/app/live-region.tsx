import { useEffect, useState } from 'react';
import { onAnnouncement } from '../components/announcer.ts';

/** Shows and speaks short messages such as 「保存しました」. */
export function LiveRegion() {
  const [text, setText] = useState('');
  useEffect(() => onAnnouncement(setText), []);
  useEffect(() => {
    if (text === '') return;
    const timer = setTimeout(() => setText(''), 6000);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="toast-place" role="status" aria-live="polite">
      {text !== '' && <p className="toast">{text}</p>}
    </div>
  );
}
