import type { Status } from '@waybill/backstage-plugin-waybill-common';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { ToneLabel } from '../ToneLabel';

/** A status as icon and word. */
export function StatusLabel({ status }: { status: Status }) {
  return <ToneLabel {...STATUS_PRESENTATION[status]} />;
}
