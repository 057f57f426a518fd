import type { OtherVoice } from '@waybill/backstage-plugin-waybill-common';
import { RiAlertLine } from '@remixicon/react';
import { useId } from 'react';
import { toneClass } from '../../presentation/tone';
import { listDiffering, nameVoices } from '../../presentation/voices';
import type { OwnVoice } from './ownVoice';
import styles from './OtherVoices.module.css';
import { VoiceList } from './VoiceList';

/** Warns where somebody who guards the cluster says other than Waybill; nothing where nobody does. */
export function DisagreementAlert(props: {
  own: OwnVoice;
  voices: readonly OtherVoice[];
}) {
  const { own, voices } = props;
  const titleId = useId();
  const differing = listDiffering(voices);
  if (differing.length === 0) {
    return null;
  }
  return (
    <div
      role="group"
      aria-labelledby={titleId}
      className={`${styles.alert} ${toneClass('warning')}`}
    >
      <p id={titleId} className={styles.alertTitle}>
        <RiAlertLine className={styles.alertIcon} aria-hidden="true" />
        <span>
          {nameVoices(differing)} not agree with Waybill on whether this may be
          trusted. Do not rely on either before you know why.
        </span>
      </p>
      <VoiceList own={own} voices={differing} label="Who says what" />
    </div>
  );
}
