import type { OtherVoice } from '@waybill/backstage-plugin-waybill-common';
import { STATUS_PRESENTATION } from '../../presentation/status';
import {
  AGREEMENT_WORDS,
  SAYS_PRESENTATION,
  VOICE_NAMES,
} from '../../presentation/voices';
import { Age } from '../Age';
import { Digest } from '../Digest';
import { ToneLabel } from '../ToneLabel';
import { VerdictLabel } from '../VerdictLabel';
import type { OwnVoice } from './ownVoice';
import styles from './OtherVoices.module.css';

/** Our verdict first, and below what others say: of which digest, and when. */
export function VoiceList(props: {
  /** Left out where it stands beside already. */
  own?: OwnVoice;
  voices: readonly OtherVoice[];
  label: string;
}) {
  const { own, voices, label } = props;
  return (
    <ul className={styles.list} aria-label={label}>
      {own && <OwnItem own={own} />}
      {voices.map(voice => (
        <VoiceItem key={`${voice.source} ${voice.subject}`} voice={voice} />
      ))}
    </ul>
  );
}

function OwnItem({ own }: { own: OwnVoice }) {
  return (
    <li className={styles.voice}>
      {own.verdict ? (
        <VerdictLabel
          state={own.verdict.state}
          isStale={!!own.verdict.staleness}
        />
      ) : (
        <ToneLabel {...STATUS_PRESENTATION.Unknown} isBroken />
      )}
      <div>
        <span className={styles.who}>Waybill</span>
        <p>{own.message}</p>
        <span className={styles.of}>
          {own.digest && <Digest digest={own.digest} />}
          <Age at={own.checkedAt} prefix="checked " />
        </span>
      </div>
    </li>
  );
}

function VoiceItem({ voice }: { voice: OtherVoice }) {
  const { source, subject, says, agreement, digest, reason } = voice;
  return (
    <li
      className={styles.voice}
      data-differs={agreement === 'differs' || undefined}
    >
      <ToneLabel {...SAYS_PRESENTATION[says]} isBroken={says === 'unknown'} />
      <div>
        <span className={styles.who}>{VOICE_NAMES[source]}</span>{' '}
        <span className={styles.agreement}>{AGREEMENT_WORDS[agreement]}</span>
        <p>{voice.message}</p>
        <span className={styles.of}>
          <code>{subject}</code>
          {reason && <code>{reason}</code>}
          {digest && <Digest digest={digest} />}
          <Age at={voice.observedAt} prefix="seen " />
        </span>
      </div>
    </li>
  );
}
