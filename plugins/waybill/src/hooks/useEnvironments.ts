import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { waybillApiRef } from '../api';
import { useRequest } from './useRequest';

/** The configured environments, and what is known of serving there. */
export function useEnvironments() {
  const api = useApi(waybillApiRef);
  return useRequest(
    useCallback(
      (signal: AbortSignal) => api.getEnvironments({ signal }),
      [api],
    ),
  );
}
