import { useApi } from '@backstage/frontend-plugin-api';
import {
  parseRepository,
  type RepositoryTags,
} from '@waybill/backstage-plugin-waybill-common';
import { useCallback } from 'react';
import { waybillApiRef } from '../api';
import { useDebounced } from './useDebounced';
import { useRequest, type RequestState } from './useRequest';

const TYPING_MS = 300;

/** The versions of a repository, asked for once its name has stood still; nothing while it is no name. */
export function useRepositoryTags(
  repository: string,
): RequestState<RepositoryTags> {
  const api = useApi(waybillApiRef);
  const asked = useDebounced(repository, TYPING_MS);
  const load = useCallback(
    (signal: AbortSignal) => api.getRepositoryTags(asked, { signal }),
    [api, asked],
  );
  const request = useRequest(isRepository(asked) ? load : undefined);
  // What is known of another repository is no answer.
  return asked === repository ? request : { isPending: true };
}

export function isRepository(text: string): boolean {
  try {
    parseRepository(text);
    return true;
  } catch {
    return false;
  }
}
