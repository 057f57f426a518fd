import { Checkbox, NumberField, Select } from '@backstage/ui';
import type { EnvironmentProfile } from '@waybill/backstage-plugin-waybill-common';
import type { ReactNode } from 'react';
import { withParts } from '../../forms/profileParts';
import { PROFILE_CHOICES } from '../../forms/profilePresets';
import { ResourcesEditor } from '../ResourcesField';
import { AutoscalingPart } from './AutoscalingPart';
import { CanaryPart } from './CanaryPart';
import { DisruptionPart } from './DisruptionPart';
import { LoadPart } from './LoadPart';
import type { ProfilePartProps } from './ProfilePartProps';
import { VariablesPart } from './VariablesPart';
import styles from './ProfileEditor.module.css';

/** What differs from other environments, part by part. */
export function ProfileEditor(
  props: ProfilePartProps & { configured: EnvironmentProfile },
) {
  const { profile, configured, onChange } = props;
  const part = { profile, onChange };
  return (
    <div className={styles.root}>
      <StartFrom {...part} configured={configured} />
      <Part title="Size">
        <ReplicasPart {...part} />
        <ResourcesEditor
          profile={{ resources: profile.resources, gpu: profile.gpu }}
          onChange={({ resources, gpu }) =>
            onChange(withParts(profile, { resources, gpu }))
          }
        />
      </Part>
      <Part title="Traffic">
        <AutoscalingPart {...part} />
        <CanaryPart {...part} />
        <LoadPart {...part} />
      </Part>
      <Part title="Running">
        <div className={styles.pair}>
          <LogLevelPart {...part} />
          <DisruptionPart {...part} />
        </div>
        <Checkbox
          isSelected={profile.isMonitored ?? false}
          onChange={isMonitored =>
            onChange(
              withParts(profile, { isMonitored: isMonitored || undefined }),
            )
          }
        >
          Monitored by Prometheus
        </Checkbox>
        <VariablesPart {...part} />
      </Part>
    </div>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.part}>
      <legend className={styles.title}>{props.title}</legend>
      <div className={styles.fields}>{props.children}</div>
    </fieldset>
  );
}

const OWN = 'own';
const CONFIGURED = 'configured';

function StartFrom(
  props: ProfilePartProps & { configured: EnvironmentProfile },
) {
  const { profile, configured, onChange } = props;
  const presets = [
    {
      name: CONFIGURED,
      title: 'As the portal is configured',
      profile: configured,
    },
    ...PROFILE_CHOICES,
  ];
  const current = presets.find(
    preset => JSON.stringify(preset.profile) === JSON.stringify(profile),
  );
  return (
    <Select
      className={styles.start}
      label="Start from"
      options={[
        ...presets.map(({ name, title }) => ({ value: name, label: title })),
        { value: OWN, label: 'Own values' },
      ]}
      value={current?.name ?? OWN}
      onChange={next => {
        const chosen = presets.find(({ name }) => name === next);
        if (chosen) onChange(chosen.profile);
      }}
    />
  );
}

function ReplicasPart({ profile, onChange }: ProfilePartProps) {
  const { replicas } = profile;
  return (
    <div className={styles.pair}>
      <NumberField
        label="Replicas, at least"
        minValue={0}
        maxValue={1000}
        value={replicas?.min ?? Number.NaN}
        onChange={min =>
          onChange(
            withParts(profile, {
              replicas: Number.isNaN(min) ? undefined : { ...replicas, min },
            }),
          )
        }
      />
      <NumberField
        label="Replicas, at most"
        minValue={0}
        maxValue={1000}
        value={replicas?.max ?? Number.NaN}
        onChange={max =>
          onChange(
            withParts(profile, {
              replicas: {
                min: replicas?.min ?? 1,
                ...(!Number.isNaN(max) && { max }),
              },
            }),
          )
        }
      />
    </div>
  );
}

const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;

function LogLevelPart({ profile, onChange }: ProfilePartProps) {
  return (
    <Select
      label="Log level"
      options={[
        { value: 'none', label: 'As the server has it' },
        ...LOG_LEVELS.map(value => ({ value, label: value })),
      ]}
      value={profile.logLevel ?? 'none'}
      onChange={next =>
        onChange(
          withParts(profile, {
            logLevel: LOG_LEVELS.find(level => level === next),
          }),
        )
      }
    />
  );
}
