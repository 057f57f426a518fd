import { Button } from '@backstage/ui';
import type { OtherVoice } from '@waybill/backstage-plugin-waybill-common';
import type { OpenTrust } from '../../presentation/openTrust';
import { listDiffering } from '../../presentation/voices';
import { type OwnVoice, VoiceList } from '../OtherVoices';
import styles from './SignedDetail.module.css';

/** Below the hop `signed`: what others say of the same, and the ways to look deeper. */
export function SignedDetail(props: {
  own: OwnVoice;
  voices: readonly OtherVoice[];
  environmentTitle: string;
  environment: string;
  onOpenTrust: OpenTrust;
}) {
  const { own, voices, environmentTitle, environment, onOpenTrust } = props;
  const { version } = own;
  // Those that differ stand in the warning above.
  const others = voices.filter(voice => !listDiffering(voices).includes(voice));
  return (
    <div className={styles.root}>
      {others.length > 0 && (
        <section aria-label={`Others on trust in ${environmentTitle}`}>
          <h4 className={styles.heading}>What others say</h4>
          <VoiceList voices={others} label="What others say" />
        </section>
      )}
      {voices.length === 0 && (
        <p className={styles.quiet}>
          Nobody else in this cluster says anything of it.
        </p>
      )}
      {version && (
        <div className={styles.actions}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`Trust in ${version.tag}, ${environmentTitle}`}
            onPress={() => onOpenTrust({ digest: version.digest })}
          >
            Trust in {version.tag}
          </Button>
          <Button
            size="small"
            variant="secondary"
            aria-label={`Would ${version.tag} be admitted to ${environmentTitle}?`}
            onPress={() =>
              onOpenTrust({
                digest: version.digest,
                tab: 'admission',
                environment,
              })
            }
          >
            Would it be admitted?
          </Button>
        </div>
      )}
    </div>
  );
}
