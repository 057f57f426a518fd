import type { Status } from '@waybill/backstage-plugin-waybill-common';
import {
  RiCheckLine,
  RiCloseLine,
  RiDeleteBinLine,
  RiLoader4Line,
  RiQuestionMark,
  RiSubtractLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import type { Tone } from './tone';

/** How each of the six status words looks; the only place where a status becomes an icon and a tone. */
export const STATUS_PRESENTATION: Record<
  Status,
  { readonly label: string; readonly icon: ReactElement; readonly tone: Tone }
> = {
  Current: { label: 'Current', icon: <RiCheckLine />, tone: 'positive' },
  InProgress: {
    label: 'In progress',
    icon: <RiLoader4Line data-motion="spin" />,
    tone: 'progress',
  },
  Failed: { label: 'Failed', icon: <RiCloseLine />, tone: 'negative' },
  Terminating: {
    label: 'Terminating',
    icon: <RiDeleteBinLine />,
    tone: 'warning',
  },
  NotFound: { label: 'Not found', icon: <RiSubtractLine />, tone: 'neutral' },
  Unknown: { label: 'Unknown', icon: <RiQuestionMark />, tone: 'warning' },
};
