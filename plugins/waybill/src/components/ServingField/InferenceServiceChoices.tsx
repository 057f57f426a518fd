import { Select, TextField } from '@backstage/ui';
import type { InferenceServiceSpec } from '@waybill/backstage-plugin-waybill-common';
import { MODEL_FORMATS, withSpec } from '../../forms/servingChoices';
import { ServerArguments } from './ServerArguments';
import { StorageChoices } from './StorageChoices';
import styles from './ServingField.module.css';

const OWN_SERVER = 'own';

const MODES = [
  { value: 'Standard', label: 'Standard – Deployments' },
  { value: 'Knative', label: 'Knative – scales to zero' },
] as const;

const PROTOCOLS = [
  { value: 'none', label: "The runtime's own" },
  { value: 'v1', label: 'v1' },
  { value: 'v2', label: 'v2 (Open Inference)' },
  { value: 'grpc-v1', label: 'gRPC v1' },
  { value: 'grpc-v2', label: 'gRPC v2' },
] as const;

/** What KServe has to know of a model. */
export function InferenceServiceChoices(props: {
  spec: InferenceServiceSpec;
  onChange: (spec: InferenceServiceSpec) => void;
}) {
  const { spec, onChange } = props;
  const set = (parts: Partial<InferenceServiceSpec>) =>
    onChange(withSpec(spec, parts));
  const format = spec.modelFormat?.name;
  const formats =
    !format || MODEL_FORMATS.some(({ value }) => value === format)
      ? MODEL_FORMATS
      : [...MODEL_FORMATS, { value: format, label: format }];
  return (
    <div className={styles.choices}>
      <Select
        label="Model format"
        description="KServe chooses the runtime by it."
        options={[
          ...formats,
          { value: OWN_SERVER, label: 'A server of your own' },
        ]}
        value={spec.container ? OWN_SERVER : format ?? null}
        onChange={next =>
          next === OWN_SERVER
            ? set({
                container: { image: '' },
                modelFormat: undefined,
                runtime: undefined,
                protocolVersion: undefined,
              })
            : set({
                modelFormat: { name: String(next) },
                container: undefined,
              })
        }
      />
      {spec.container ? (
        <TextField
          label="Image of the server, by digest"
          description="It finds the files under /mnt/models."
          placeholder="registry.example.com/server@sha256:…"
          value={spec.container.image ?? ''}
          onChange={image =>
            set({ container: { ...spec.container, image: image.trim() } })
          }
        />
      ) : (
        <>
          <TextField
            label="Runtime"
            description="A ServingRuntime by name; KServe chooses where it is empty."
            placeholder="kserve-sklearnserver"
            value={spec.runtime ?? ''}
            onChange={runtime => set({ runtime: runtime.trim() })}
          />
          <Select
            label="Protocol"
            options={PROTOCOLS}
            value={spec.protocolVersion ?? 'none'}
            onChange={next =>
              set({
                protocolVersion: PROTOCOLS.flatMap(({ value }) =>
                  value === next && value !== 'none' ? [value] : [],
                )[0],
              })
            }
          />
        </>
      )}
      <Select
        label="Mode"
        description="What makes the pods."
        options={MODES}
        value={spec.deploymentMode}
        onChange={next =>
          set({ deploymentMode: next === 'Knative' ? 'Knative' : 'Standard' })
        }
      />
      <StorageChoices
        storage={spec.storage}
        onChange={storage => set({ storage })}
      />
      <ServerArguments
        args={spec.args}
        env={spec.env}
        onChange={parts => set(parts)}
      />
    </div>
  );
}
