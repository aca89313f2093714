import './styles/index.css';
import { mount, mountSpeaker } from './app/mount.tsx';
import { allowEmptyMarkup } from './app/trusted-types.ts';
import { connect } from './client/connect.ts';

allowEmptyMarkup(window);
const root = document.getElementById('root');
if (root === null) throw new Error('root element is missing');
if (window.location.hash === '#/speaker') mountSpeaker(root);
else mount(root, connect(window));
