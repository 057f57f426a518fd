import type { Status } from '@waybill/backstage-plugin-waybill-common';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { ToneLabel } from '../ToneLabel';

/** A status as icon and word. */
export const StatusLabel = ({ status }: { status: Status }) => (
  <ToneLabel {...STATUS_PRESENTATION[status]} />
);
