import { NumberField, Select, TextField } from '@backstage/ui';
import type { DeploymentSpec } from '@waybill/backstage-plugin-waybill-common';
import { DELIVERIES, withSpec } from '../../forms/servingChoices';
import { RouteChoices } from './RouteChoices';
import { ServerArguments } from './ServerArguments';
import styles from './ServingField.module.css';

const TEXTS = [
  { part: 'readinessPath', label: 'Ready at', fallback: '/healthz/ready' },
  { part: 'livenessPath', label: 'Alive at', fallback: '/healthz/live' },
  { part: 'metricsPath', label: 'Metrics at', fallback: '/metrics' },
  { part: 'modelPath', label: 'Files at', fallback: '/mnt/models' },
] as const;

/** What a Deployment has to know of a model server. */
export function DeploymentChoices(props: {
  spec: DeploymentSpec;
  onChange: (spec: DeploymentSpec) => void;
}) {
  const { spec, onChange } = props;
  const set = (parts: Partial<DeploymentSpec>) =>
    onChange(withSpec(spec, parts));
  return (
    <div className={styles.choices}>
      <Select
        label="Where the model is"
        options={DELIVERIES}
        value={spec.delivery}
        onChange={next => {
          const found = DELIVERIES.find(({ value }) => value === next);
          if (found) {
            set({
              delivery: found.value,
              ...(found.value !== 'init-container' && {
                unpackImage: undefined,
              }),
            });
          }
        }}
      />
      <TextField
        label="Image of the server, by digest"
        description={
          spec.delivery === 'image'
            ? 'The package itself where it is empty.'
            : undefined
        }
        placeholder="registry.example.com/server@sha256:…"
        value={spec.image ?? ''}
        onChange={image => set({ image: image.trim() })}
      />
      {spec.delivery === 'init-container' && (
        <TextField
          label="Image with kit, by digest"
          description="It unpacks the package before the server starts."
          placeholder="ghcr.io/kitops-ml/kitops@sha256:…"
          value={spec.unpackImage ?? ''}
          onChange={unpackImage => set({ unpackImage: unpackImage.trim() })}
        />
      )}
      <NumberField
        label="Port of predictions"
        minValue={1}
        maxValue={65535}
        value={spec.port ?? 8080}
        formatOptions={{ useGrouping: false }}
        onChange={port => set({ port: Number.isNaN(port) ? undefined : port })}
      />
      {TEXTS.map(({ part, label, fallback }) => (
        <TextField
          key={part}
          label={label}
          placeholder={fallback}
          value={spec[part] ?? ''}
          onChange={next => set({ [part]: next.trim() })}
        />
      ))}
      <NumberField
        label="Seconds until it is loaded"
        minValue={1}
        value={spec.startupSeconds ?? 600}
        onChange={startupSeconds =>
          set({
            startupSeconds: Number.isNaN(startupSeconds)
              ? undefined
              : startupSeconds,
          })
        }
      />
      <RouteChoices route={spec.route} onChange={route => set({ route })} />
      <ServerArguments
        args={spec.args}
        env={spec.env}
        onChange={parts => set(parts)}
      />
    </div>
  );
}
