import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Verdict,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useEffect, useRef, useState } from 'react';
import { waybillApiRef } from '../../api';

/** The newest verdict that is known of a version, and the means to ask for a newer one. */
export function useFreshVerdict(props: {
  entityRef: string;
  version: Pick<VersionSummary, 'digest' | 'verdict'>;
  onChecked: () => void;
}) {
  const { entityRef, version, onChecked } = props;
  const api = useApi(waybillApiRef);
  const [checked, setChecked] = useState<Verdict>();
  const [error, setError] = useState<Error>();
  const [isChecking, setIsChecking] = useState(false);
  const requestRef = useRef<AbortController>();
  useEffect(() => () => requestRef.current?.abort(), []);

  const check = async () => {
    const request = new AbortController();
    requestRef.current?.abort();
    requestRef.current = request;
    setIsChecking(true);
    setError(undefined);
    try {
      const verdict = await api.verifyVersion(
        { entityRef, digest: version.digest },
        { signal: request.signal },
      );
      if (request.signal.aborted) return;
      setChecked(verdict);
      onChecked();
    } catch (failure) {
      if (!request.signal.aborted) setError(failure as Error);
    } finally {
      if (!request.signal.aborted) setIsChecking(false);
    }
  };

  const verdict =
    checked && lastTriedAt(checked) >= lastTriedAt(version.verdict)
      ? checked
      : version.verdict;
  return { verdict, isChecking, error, check };
}

/** An old verdict of which a new check could not be had is news, too. */
function lastTriedAt({ checkedAt, staleness }: Verdict): number {
  return Date.parse(staleness?.triedAt ?? checkedAt) || 0;
}
