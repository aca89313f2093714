import { connect } from '../client/connect.ts';
import { mount, mountSpeaker } from './mount.tsx';
import { allowEmptyMarkup } from './trusted-types.ts';

/** Shows the window that the address asks for: the app, or the speaker's part of a presentation. */
export function begin(target: Window): void {
  allowEmptyMarkup(target);
  const root = target.document.getElementById('root');
  if (root === null) throw new Error('root element is missing');
  if (target.location.hash === '#/speaker') mountSpeaker(root);
  else mount(root, connect(target));
}
