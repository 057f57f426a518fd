import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  SIGNAL_CHANNEL,
  type PlacementChangedSignal,
} from '@waybill/backstage-plugin-waybill-common';

/** Tells open pages what to fetch anew. Names only: a channel has no permissions. */
export class ChangeTeller {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
  }

  /** Never fails: pages poll as well. */
  async tell(repository: string, environment?: string): Promise<void> {
    const message: PlacementChangedSignal = {
      type: 'placement-changed',
      repository,
      ...(environment === undefined ? {} : { environment }),
    };
    try {
      await this.#signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL,
        message,
      });
    } catch (error) {
      this.#logger.warn(
        `Open pages could not be told of a change of '${repository}': ${error}`,
      );
    }
  }
}
