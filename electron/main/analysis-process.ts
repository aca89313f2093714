import { MessageChannelMain, type MessagePortMain, utilityProcess } from 'electron';
import type { AnalysisClient } from '../../analysis/api/contract/client.ts';
import { type ControlClient, controlClient, type Print } from '../../analysis/api/transport/control.ts';
import { fromElectronPort } from '../../analysis/api/transport/port.ts';
import { portClient } from '../../analysis/api/transport/port-client.ts';
import { atMost, CLOSING_MS } from '../host/patience.ts';
import type { Supervised } from '../host/supervisor.ts';

export interface AnalysisSettings {
  readonly version: string;
  readonly sampleFolder: string;
  readonly userFolder: string;
}

/** The analysis in a utility process. */
export interface AnalysisProcess extends Supervised {
  readonly client: AnalysisClient;
  readonly control: ControlClient;
  /** A new port for a page. */
  connect(): MessagePortMain;
}

/**
 * Starts the analysis process. It gets no environment but what it needs, and two lines: a private one to main,
 * and one for calls; a page gets its own port.
 */
export function startAnalysisProcess(
  entry: string,
  settings: AnalysisSettings,
  print: Print,
  ended: () => void,
): AnalysisProcess {
  const child = utilityProcess.fork(entry, [JSON.stringify(settings)], {
    serviceName: 'EBPM analysis',
    stdio: 'ignore',
    env: environmentOf(process.env),
  });
  const control = new MessageChannelMain();
  const calls = new MessageChannelMain();
  child.postMessage({ type: 'control' }, [control.port2]);
  child.postMessage({ type: 'calls' }, [calls.port2]);
  child.on('exit', ended);
  const controlEnd = controlClient(fromElectronPort(control.port1), print);
  return {
    client: portClient(fromElectronPort(calls.port1)),
    control: controlEnd,
    connect: () => {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage({ type: 'calls' }, [port2]);
      return port1;
    },
    stop: async () => {
      await atMost(CLOSING_MS, controlEnd.close());
      child.kill();
    },
  };
}

const PASSED_ON = ['LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'PATH', 'HOME', 'USERPROFILE'];

export function environmentOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
