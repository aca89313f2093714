import type { AnalysisClient } from '../../analysis/api/contract/client.ts';
import type { HostApi } from '../../analysis/api/contract/messages.ts';

/** What the window is attached to: the analysis process and the host of the window. */
export interface Connection {
  readonly client: AnalysisClient;
  readonly host: HostApi;
}
