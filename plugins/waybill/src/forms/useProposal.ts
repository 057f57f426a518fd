import { useEffect, useRef } from 'react';

/**
 * Fills in what is proposed, and what is proposed instead later, for as long as nobody writes anything else. Who empties
 * the field gets it empty.
 */
export function useProposal(
  proposal: string | undefined,
  value: string,
  onChange: (value: string) => void,
): void {
  const takenRef = useRef<string>();
  useEffect(() => {
    if (!proposal || proposal === takenRef.current) {
      return;
    }
    const isFollowing = value === '' || value === takenRef.current;
    if (isFollowing) {
      // A form may lose a change that another field makes at the same moment: it is taken once it is seen.
      onChange(proposal);
    } else {
      takenRef.current = proposal;
    }
  }, [proposal, value, onChange]);
}
