import type { VerdictState } from '@waybill/backstage-plugin-waybill-common';
import { VERDICT_PRESENTATION } from '../../presentation/verdict';
import { ToneLabel } from '../ToneLabel';

/** A verdict as icon and word; the reason on hover where it is not told beside. */
export function VerdictLabel(props: { state: VerdictState; message?: string }) {
  return (
    <ToneLabel {...VERDICT_PRESENTATION[props.state]} title={props.message} />
  );
}
