import { Checkbox, NumberField, TextField } from '@backstage/ui';
import type { CanaryProfile } from '@waybill/backstage-plugin-waybill-common';
import { withParts } from '../../forms/profileParts';
import type { ProfilePartProps } from './ProfilePartProps';
import styles from './ProfileEditor.module.css';

const FIRST: CanaryProfile = { trafficPercent: 10, version: '', digest: '' };

/** A part of the traffic for another version. */
export function CanaryPart({ profile, onChange }: ProfilePartProps) {
  const { canary } = profile;
  const set = (part: Partial<CanaryProfile>) =>
    onChange(withParts(profile, { canary: { ...FIRST, ...canary, ...part } }));
  return (
    <div className={styles.group}>
      <Checkbox
        isSelected={canary !== undefined}
        onChange={isOn =>
          onChange(withParts(profile, { canary: isOn ? FIRST : undefined }))
        }
      >
        Canary: another version gets a part of the traffic
      </Checkbox>
      {canary && (
        <div className={styles.pair}>
          <NumberField
            label="Percent of the traffic"
            minValue={0}
            maxValue={100}
            value={canary.trafficPercent}
            onChange={trafficPercent =>
              set({
                trafficPercent: Number.isNaN(trafficPercent)
                  ? 0
                  : trafficPercent,
              })
            }
          />
          <TextField
            label="Version on trial"
            placeholder="1.1.0"
            value={canary.version}
            onChange={version => set({ version: version.trim() })}
          />
          <TextField
            label="Digest of that version"
            placeholder="sha256:…"
            value={canary.digest}
            onChange={digest => set({ digest: digest.trim() })}
          />
        </div>
      )}
    </div>
  );
}
