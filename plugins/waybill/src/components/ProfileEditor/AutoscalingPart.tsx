import { NumberField, Select } from '@backstage/ui';
import type { AutoscalingProfile } from '@waybill/backstage-plugin-waybill-common';
import { withParts } from '../../forms/profileParts';
import type { ProfilePartProps } from './ProfilePartProps';
import styles from './ProfileEditor.module.css';

const CLASSES: readonly {
  readonly value: AutoscalingProfile['class'];
  readonly label: string;
}[] = [
  { value: 'none', label: 'Nothing: the replicas stay as they are' },
  { value: 'hpa', label: "HPA, Kubernetes' own" },
  { value: 'keda', label: 'KEDA' },
  { value: 'kpa', label: 'KPA, of Knative' },
];

const METRICS: readonly {
  readonly value: NonNullable<AutoscalingProfile['metric']>;
  readonly label: string;
  readonly target: string;
}[] = [
  { value: 'cpu', label: 'CPU', target: 'Target in percent' },
  { value: 'memory', label: 'Memory', target: 'Target in percent' },
  {
    value: 'concurrency',
    label: 'Requests at once',
    target: 'Target for each replica',
  },
  {
    value: 'rps',
    label: 'Requests per second',
    target: 'Target for each replica',
  },
];

/** By what the number of replicas follows the load. */
export function AutoscalingPart({ profile, onChange }: ProfilePartProps) {
  const { autoscaling } = profile;
  const chosen = autoscaling?.class ?? 'none';
  const metric = METRICS.find(({ value }) => value === autoscaling?.metric);
  const set = (part: Partial<AutoscalingProfile>) =>
    onChange(
      withParts(profile, {
        autoscaling: { class: 'hpa', ...autoscaling, ...part },
      }),
    );
  return (
    <div className={styles.pair}>
      <Select
        label="Scaled by"
        options={CLASSES}
        value={chosen}
        onChange={next => {
          const found = CLASSES.find(({ value }) => value === next)?.value;
          if (found === 'none') {
            onChange(withParts(profile, { autoscaling: undefined }));
          } else if (found) {
            set({ metric: 'cpu', target: 80, ...autoscaling, class: found });
          }
        }}
      />
      {chosen !== 'none' && (
        <>
          <Select
            label="Looks at"
            options={METRICS}
            value={autoscaling?.metric ?? null}
            onChange={next =>
              set({
                metric: METRICS.find(({ value }) => value === next)?.value,
              })
            }
          />
          <NumberField
            label={metric?.target ?? 'Target'}
            minValue={1}
            value={autoscaling?.target ?? Number.NaN}
            onChange={target =>
              set({ target: Number.isNaN(target) ? undefined : target })
            }
          />
        </>
      )}
    </div>
  );
}
