import { Select, TextField } from '@backstage/ui';
import type { ServingStorage } from '@waybill/backstage-plugin-waybill-common';
import { STORAGE_SCHEMES } from '../../forms/servingChoices';
import styles from './ServingField.module.css';

/** How the model server comes to the files. */
export function StorageChoices(props: {
  storage: ServingStorage;
  onChange: (storage: ServingStorage) => void;
}) {
  const { storage, onChange } = props;
  const chosen = STORAGE_SCHEMES.find(({ value }) => value === storage.scheme);
  return (
    <>
      <Select
        label="The files come by"
        description={chosen?.about}
        options={STORAGE_SCHEMES}
        value={storage.scheme}
        onChange={next => {
          const scheme = STORAGE_SCHEMES.find(({ value }) => value === next);
          if (scheme) {
            onChange({
              scheme: scheme.value,
              ...(scheme.value === 'uri' && { uri: storage.uri ?? '' }),
            });
          }
        }}
      />
      {storage.scheme === 'uri' && (
        <div className={styles.wide}>
          <TextField
            label="URI of the files"
            placeholder="s3://bucket/models/iris"
            value={storage.uri ?? ''}
            onChange={uri => onChange({ scheme: 'uri', uri: uri.trim() })}
          />
        </div>
      )}
    </>
  );
}
