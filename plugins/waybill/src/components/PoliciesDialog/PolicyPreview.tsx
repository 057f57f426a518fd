import { Alert, Button } from '@backstage/ui';
import type { AdmissionNoteEffect } from '@waybill/backstage-plugin-waybill-common';
import {
  RiArrowDownLine,
  RiArrowUpLine,
  RiDownloadLine,
  RiLinksLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import {
  sortNotes,
  type ClusterPolicy,
} from '../../presentation/clusterPolicies';
import { saveFile } from '../../presentation/saveFile';
import type { Tone } from '../../presentation/tone';
import { CopyBlock } from '../CopyBlock';
import { ToneLabel } from '../ToneLabel';
import styles from './PoliciesDialog.module.css';

const EFFECTS: Readonly<
  Record<
    AdmissionNoteEffect,
    { readonly label: string; readonly icon: ReactElement; readonly tone: Tone }
  >
> = {
  weaker: { label: 'Weaker', icon: <RiArrowDownLine />, tone: 'warning' },
  stricter: { label: 'Stricter', icon: <RiArrowUpLine />, tone: 'progress' },
  needs: { label: 'Needs', icon: <RiLinksLine />, tone: 'neutral' },
};

/** The policy as it would be applied, and where it says other than the trust policy. */
export function PolicyPreview({ generated }: { generated: ClusterPolicy }) {
  if ('problem' in generated) {
    return (
      <Alert
        status="warning"
        icon
        role="alert"
        title="No policy can be made of these choices"
        description={generated.problem}
      />
    );
  }
  const { yaml, fileName, notes } = generated;
  return (
    <div className={styles.preview}>
      {notes.length > 0 && (
        <section aria-label="Where it differs from the trust policy">
          <h3 className={styles.heading}>
            Where it differs from the trust policy
          </h3>
          <ul className={styles.notes}>
            {sortNotes(notes).map(({ effect, message }) => (
              <li key={message} className={styles.note}>
                <ToneLabel {...EFFECTS[effect]} />
                <span>{message}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Preview">
        <div className={styles.previewHeader}>
          <h3 className={styles.heading}>{fileName}</h3>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine />}
            onPress={() =>
              saveFile(fileName, new Blob([yaml], { type: 'text/yaml' }))
            }
          >
            Download
          </Button>
        </div>
        <CopyBlock label={fileName} text={yaml} />
      </section>
    </div>
  );
}
