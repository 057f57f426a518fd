import type { VerdictState } from '@waybill/backstage-plugin-waybill-common';
import { VERDICT_PRESENTATION } from '../../presentation/verdict';
import { ToneLabel } from '../ToneLabel';

/** A verdict as icon and word; the reason on hover where it is not told beside. */
export function VerdictLabel(props: {
  state: VerdictState;
  message?: string;
  /** Not checked for a while: drawn with a broken line, so that it does not pass for a fresh one. */
  isStale?: boolean;
}) {
  const { state, message, isStale } = props;
  const { label, ...look } = VERDICT_PRESENTATION[state];
  return (
    <ToneLabel
      {...look}
      label={isStale ? `${label}, not up to date` : label}
      isBroken={isStale || state === 'unknown'}
      title={message}
    />
  );
}
