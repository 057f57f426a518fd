import { VisuallyHidden } from '@backstage/ui';
import type { Placement } from '@waybill/backstage-plugin-waybill-common';
import { useEffect, useRef, useState } from 'react';

/** Tells those who hear the page when the summary of an environment changes. */
export function SummaryAnnouncer(props: { placements: readonly Placement[] }) {
  const { placements } = props;
  const knownRef = useRef<ReadonlyMap<string, string>>();
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    const known = knownRef.current;
    const changed = placements.filter(
      ({ environment, waybill }) =>
        known !== undefined && known.get(environment.name) !== waybill.summary,
    );
    knownRef.current = new Map(
      placements.map(p => [p.environment.name, p.waybill.summary]),
    );
    if (changed.length > 0) {
      setAnnouncement(
        changed
          .map(p => `${p.environment.title}: ${p.waybill.summary}`)
          .join(' '),
      );
    }
  }, [placements]);
  return (
    <VisuallyHidden role="status" aria-label="Changes">
      {announcement}
    </VisuallyHidden>
  );
}
