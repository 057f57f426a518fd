import { Checkbox, NumberField, TextField } from '@backstage/ui';
import {
  DEFAULT_LOAD_IMAGE,
  type EnvironmentProfile,
} from '@waybill/backstage-plugin-waybill-common';
import { withParts } from '../../forms/profileParts';
import type { ProfilePartProps } from './ProfilePartProps';
import styles from './ProfileEditor.module.css';

type Load = NonNullable<EnvironmentProfile['syntheticLoad']>;

const FIRST: Load = {
  requestsPerSecond: 5,
  durationSeconds: 600,
  image: DEFAULT_LOAD_IMAGE,
};

/** A Job that asks the model again and again. */
export function LoadPart({ profile, onChange }: ProfilePartProps) {
  const { syntheticLoad: load } = profile;
  const set = (part: Partial<Load>) =>
    onChange(
      withParts(profile, { syntheticLoad: { ...FIRST, ...load, ...part } }),
    );
  const count = (key: 'requestsPerSecond' | 'durationSeconds') => ({
    minValue: 1,
    value: load?.[key] ?? FIRST[key],
    onChange: (next: number) =>
      set({ [key]: Number.isNaN(next) ? FIRST[key] : next }),
  });
  return (
    <div className={styles.group}>
      <Checkbox
        isSelected={load !== undefined}
        onChange={isOn =>
          onChange(
            withParts(profile, { syntheticLoad: isOn ? FIRST : undefined }),
          )
        }
      >
        Synthetic load: a Job asks the model, so that a rollout is seen at work
      </Checkbox>
      {load && (
        <div className={styles.pair}>
          <NumberField
            label="Requests per second"
            {...count('requestsPerSecond')}
          />
          <NumberField label="Seconds" {...count('durationSeconds')} />
          <TextField
            label="Image with curl, by digest"
            placeholder="registry.example.com/curl@sha256:…"
            value={load.image}
            onChange={image => set({ image: image.trim() })}
          />
        </div>
      )}
    </div>
  );
}
