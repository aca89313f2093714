import { controlServer } from '../../analysis/api/transport/control.ts';
import { fromElectronPort } from '../../analysis/api/transport/port.ts';
import { servePort } from '../../analysis/api/transport/port-server.ts';
import { openAnalysis, readingAhead } from '../host/analysis.ts';
import { endQuietly } from '../host/quiet-end.ts';
import type { AnalysisSettings } from '../main/analysis-process.ts';
import { receivePorts } from './ports.ts';

/** Entry of the desktop's analysis process. A fault that nobody caught ends it; main starts a new one. */
endQuietly();

const settings = JSON.parse(process.argv.at(-1) ?? '{}') as AnalysisSettings;
const ports = receivePorts(process.parentPort);
const control = controlServer(fromElectronPort(await ports.control));
const { analysis, guarded } = openAnalysis({ shell: 'desktop', ...settings, printToPdf: control.print });
const answered = readingAhead(guarded);
ports.onCalls((port) => servePort(fromElectronPort(port), answered));
control.serve(analysis);
