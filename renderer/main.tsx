import './styles/index.css';
import { holdEarlyKeys } from './app/early-keys.ts';

// The window is read after this line: whoever is faster than it finds the shortcut done all the same.
holdEarlyKeys(window);
void import('./app/begin.ts').then(({ begin }) => begin(window));
