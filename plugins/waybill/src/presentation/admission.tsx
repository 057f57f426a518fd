import type {
  AdmissionEnforcement,
  AdmissionEngine,
  AdmissionForecast,
  DryRunResult,
  PolicyOutcome,
} from '@waybill/backstage-plugin-waybill-common';
import {
  RiCheckLine,
  RiCloseCircleLine,
  RiCloseLine,
  RiLockLine,
  RiQuestionLine,
  RiShieldCheckLine,
  RiSubtractLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import type { Tone } from './tone';

interface Look {
  readonly label: string;
  readonly icon: ReactElement;
  readonly tone: Tone;
}

/** The only place where a forecast becomes an icon and a tone. */
export const CONCLUSION_PRESENTATION: Readonly<
  Record<AdmissionForecast['conclusion'], Look>
> = {
  admitted: {
    label: 'Would be admitted',
    icon: <RiShieldCheckLine />,
    tone: 'positive',
  },
  denied: {
    label: 'Would be denied',
    icon: <RiCloseCircleLine />,
    tone: 'negative',
  },
  unknown: {
    label: 'Cannot be told',
    icon: <RiQuestionLine />,
    tone: 'neutral',
  },
};

export const OUTCOME_PRESENTATION: Readonly<Record<PolicyOutcome, Look>> = {
  admits: { label: 'Admits', icon: <RiCheckLine />, tone: 'positive' },
  denies: { label: 'Denies', icon: <RiCloseLine />, tone: 'negative' },
  'not-evaluated': {
    label: 'Not evaluated',
    icon: <RiQuestionLine />,
    tone: 'warning',
  },
  'does-not-match': {
    label: 'Does not look',
    icon: <RiSubtractLine />,
    tone: 'neutral',
  },
};

export const DRY_RUN_PRESENTATION: Readonly<
  Record<DryRunResult['outcome'], Look>
> = {
  admitted: { label: 'Admitted', icon: <RiCheckLine />, tone: 'positive' },
  denied: { label: 'Denied', icon: <RiCloseLine />, tone: 'negative' },
  'not-allowed': {
    label: 'Not allowed',
    icon: <RiLockLine />,
    tone: 'neutral',
  },
  failed: { label: 'Failed', icon: <RiQuestionLine />, tone: 'warning' },
};

export const ENGINE_NAMES: Readonly<Record<AdmissionEngine, string>> = {
  kyverno: 'Kyverno',
  'policy-controller': 'policy-controller',
  gatekeeper: 'Ratify and Gatekeeper',
  flux: 'Flux',
  other: 'another engine',
};

export const ENFORCEMENT_WORDS: Readonly<Record<AdmissionEnforcement, string>> =
  {
    deny: 'turns away what it denies',
    warn: 'only warns of what it denies',
    audit: 'only writes down what it denies',
    unknown: 'does not say what becomes of what it denies',
  };
