import type { VerdictState } from '@waybill/backstage-plugin-waybill-common';
import {
  RiQuestionLine,
  RiShieldCheckLine,
  RiShieldLine,
  RiSpam2Line,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import type { Tone } from './tone';

/** How each verdict looks; the only place where a verdict becomes an icon and a tone. */
export const VERDICT_PRESENTATION: Record<
  VerdictState,
  { readonly label: string; readonly icon: ReactElement; readonly tone: Tone }
> = {
  verified: {
    label: 'Verified',
    icon: <RiShieldCheckLine />,
    tone: 'positive',
  },
  untrusted: {
    label: 'Untrusted',
    icon: <RiSpam2Line />,
    tone: 'negative',
  },
  unsigned: { label: 'Unsigned', icon: <RiShieldLine />, tone: 'warning' },
  unknown: { label: 'Unknown', icon: <RiQuestionLine />, tone: 'neutral' },
};
