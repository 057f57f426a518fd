import type {
  OtherVoice,
  OtherVoiceSource,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RiQuestionLine,
  RiShieldCheckLine,
  RiSpam2Line,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import type { Tone } from './tone';

export const VOICE_NAMES: Readonly<Record<OtherVoiceSource, string>> = {
  flux: 'Flux',
  kyverno: 'Kyverno',
  ratify: 'Ratify',
  'policy-controller': 'policy-controller',
  'admission-report': 'A report',
};

/** How what somebody else says looks; the words differ from those of our own verdict, for it is not ours. */
export const SAYS_PRESENTATION: Readonly<
  Record<
    OtherVoice['says'],
    { readonly label: string; readonly icon: ReactElement; readonly tone: Tone }
  >
> = {
  trusted: {
    label: 'Trusted',
    icon: <RiShieldCheckLine />,
    tone: 'positive',
  },
  refused: {
    label: 'Refused',
    icon: <RiSpam2Line />,
    tone: 'negative',
  },
  unknown: { label: 'No answer', icon: <RiQuestionLine />, tone: 'neutral' },
};

export const AGREEMENT_WORDS: Readonly<
  Record<OtherVoice['agreement'], string>
> = {
  agrees: 'agrees',
  differs: 'differs from our verdict',
  undecided: 'cannot be compared',
};

export function listDiffering(voices: readonly OtherVoice[]): OtherVoice[] {
  return voices.filter(({ agreement }) => agreement === 'differs');
}

/** `Flux does`, `Flux and Kyverno do` */
export function nameVoices(voices: readonly OtherVoice[]): string {
  const names = [...new Set(voices.map(({ source }) => VOICE_NAMES[source]))];
  return `${names.join(' and ')} ${names.length === 1 ? 'does' : 'do'}`;
}
