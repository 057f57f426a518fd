import { NumberField, Select, TextField } from '@backstage/ui';
import type { ResourceProfile } from '@waybill/backstage-plugin-waybill-common';
import {
  RESOURCE_CHOICES,
  resourceChoiceOf,
  type ResourceChoice,
} from '../../forms/resourcePresets';
import styles from './ResourcesField.module.css';

const OWN = 'own';
const QUANTITY = /^\d+(\.\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/;

/** What each replica is given: a size by name, or own values. */
export function ResourcesEditor(props: {
  profile: ResourceProfile;
  choices?: readonly ResourceChoice[];
  onChange: (profile: ResourceProfile) => void;
}) {
  const { profile, choices = RESOURCE_CHOICES, onChange } = props;
  const { resources = {}, gpu } = profile;
  const setQuantity =
    (part: 'requests' | 'limits', name: 'cpu' | 'memory') => (next: string) =>
      onChange({
        ...profile,
        resources: {
          ...resources,
          [part]: without({ ...resources[part], [name]: next.trim() }),
        },
      });
  return (
    <div className={styles.editor}>
      <Select
        className={styles.size}
        label="Size of each replica"
        options={[
          ...choices.map(({ name, title }) => ({ value: name, label: title })),
          { value: OWN, label: 'Own values' },
        ]}
        value={resourceChoiceOf(profile, choices)?.name ?? OWN}
        onChange={next => {
          const chosen = choices.find(({ name }) => name === next);
          if (chosen) onChange(chosen.profile);
        }}
      />
      <div className={styles.quantities}>
        <Quantity
          label="CPU, asked for"
          value={resources.requests?.cpu}
          onChange={setQuantity('requests', 'cpu')}
        />
        <Quantity
          label="CPU, at most"
          value={resources.limits?.cpu}
          onChange={setQuantity('limits', 'cpu')}
        />
        <Quantity
          label="Memory, asked for"
          value={resources.requests?.memory}
          onChange={setQuantity('requests', 'memory')}
        />
        <Quantity
          label="Memory, at most"
          value={resources.limits?.memory}
          onChange={setQuantity('limits', 'memory')}
        />
        <NumberField
          label="GPUs"
          minValue={0}
          maxValue={64}
          value={gpu?.count ?? 0}
          onChange={count =>
            onChange({
              ...profile,
              gpu: count > 0 ? { ...gpu, count } : undefined,
            })
          }
        />
        {gpu && gpu.count > 0 && (
          <TextField
            label="Kind of GPU"
            placeholder="nvidia.com/gpu"
            value={gpu.resource ?? ''}
            onChange={next =>
              onChange({
                ...profile,
                gpu: {
                  count: gpu.count,
                  ...(next.trim() && { resource: next.trim() }),
                },
              })
            }
          />
        )}
      </div>
    </div>
  );
}

function Quantity(props: {
  label: string;
  value?: string;
  onChange: (next: string) => void;
}) {
  const { label, value = '', onChange } = props;
  return (
    <TextField
      label={label}
      placeholder={label.startsWith('CPU') ? '500m' : '2Gi'}
      value={value}
      onChange={onChange}
      validationBehavior="aria"
      validate={text =>
        text === '' || QUANTITY.test(text)
          ? null
          : 'As Kubernetes writes it: 500m, 2, 8Gi.'
      }
    />
  );
}

function without(
  map: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  const entries = Object.entries(map).filter(([, value]) => value !== '');
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
