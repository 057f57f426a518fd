import { useApi, useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  SIGNAL_CHANNEL,
  type PlacementChangedSignal,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { waybillApiRef } from '../api';
import {
  startOverviewFeed,
  type OverviewFeed,
  type OverviewState,
} from './overviewFeed';

const POLL_WITH_SIGNALS_MS = 60_000;
const POLL_WITHOUT_SIGNALS_MS = 10_000;

export interface ModelOverviewResult extends OverviewState {
  /** True until the first request has been answered, well or badly. */
  readonly isLoading: boolean;
  /** True where changes are told by signals; otherwise the page asks every few seconds. */
  readonly isLive: boolean;
  /** Asks now. */
  readonly refresh: () => void;
}

/** Everything that is known of a model, kept fresh for as long as the page is open. */
export function useModelOverview(entityRef: string): ModelOverviewResult {
  const api = useApi(waybillApiRef);
  const signals = useApiHolder().get(signalApiRef);
  const isLive = signals !== undefined;
  const [state, setState] = useState<OverviewState>({});
  const feedRef = useRef<OverviewFeed>();
  const repositoryRef = useRef<string>();
  repositoryRef.current = state.overview?.repository;

  useEffect(() => {
    setState({});
    const feed = startOverviewFeed({
      load: signal => api.getModelOverview(entityRef, { signal }),
      onChange: setState,
      pollMs: isLive ? POLL_WITH_SIGNALS_MS : POLL_WITHOUT_SIGNALS_MS,
    });
    feedRef.current = feed;
    const onVisible = () => {
      // Browsers slow down timers of hidden pages: who comes back wants the present.
      if (document.visibilityState === 'visible') {
        feed.refreshSoon();
      }
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      feed.stop();
    };
  }, [api, entityRef, isLive]);

  useEffect(() => {
    const subscription = signals?.subscribe<PlacementChangedSignal>(
      SIGNAL_CHANNEL,
      message => {
        // Before the first answer the repository is not known: ask rather than miss a change.
        const repository = repositoryRef.current;
        if (repository === undefined || message.repository === repository) {
          feedRef.current?.refreshSoon();
        }
      },
    );
    return () => subscription?.unsubscribe();
  }, [signals]);

  const refresh = useCallback(() => feedRef.current?.refresh(), []);
  const isLoading = state.overview === undefined && state.error === undefined;
  return { ...state, isLoading, isLive, refresh };
}
