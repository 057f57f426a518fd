import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { waybillApiRef } from '../api';
import { useRequest } from './useRequest';

/** Where packages may be, and what forms start with. */
export function useRegistries() {
  const api = useApi(waybillApiRef);
  return useRequest(
    useCallback((signal: AbortSignal) => api.getRegistries({ signal }), [api]),
  );
}
