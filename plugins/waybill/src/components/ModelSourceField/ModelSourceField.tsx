import { Radio, RadioGroup } from '@backstage/ui';
import { useState } from 'react';
import { inkClass } from '../../presentation/ink';
import { FolderSource } from './FolderSource';
import { ImportSource } from './ImportSource';
import { isImport } from './importSource';
import { UploadSource } from './UploadSource';
import type { ModelSourceFieldProps } from './modelSourceSchema';
import styles from './ModelSourceField.module.css';

type Way = 'folder' | 'upload' | 'import';

/** Asks where the files of a model are: in a folder of a repository, or on the person's own machine. */
export function ModelSourceField(props: ModelSourceFieldProps) {
  const { formData, onChange, rawErrors, required, schema, uiSchema } = props;
  const [way, setWay] = useState<Way>(() => wayOf(formData));
  const change = (source: string | undefined) =>
    onChange(source === '' ? undefined : source);

  return (
    <div className={`${styles.root} ${inkClass}`}>
      <RadioGroup
        label={schema.title ?? 'Model files'}
        description={
          schema.description ??
          'Everything in the folder becomes part of the package.'
        }
        isRequired={required}
        orientation="horizontal"
        value={way}
        onChange={next => {
          setWay(next as Way);
          change(undefined);
        }}
      >
        <Radio value="folder">Folder in a repository</Radio>
        <Radio value="upload">Upload files</Radio>
        <Radio value="import">Import from a hub or registry</Radio>
      </RadioGroup>
      {way === 'folder' && (
        <FolderSource
          value={formData ?? ''}
          examples={uiSchema?.['ui:options']?.examples ?? []}
          onChange={change}
        />
      )}
      {way === 'upload' && <UploadSource value={formData} onChange={change} />}
      {way === 'import' && (
        <ImportSource value={formData ?? ''} onChange={change} />
      )}
      {rawErrors && rawErrors.length > 0 && (
        <ul className={styles.errors} role="alert">
          {[...new Set(rawErrors)].map(error => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function wayOf(source: string | undefined): Way {
  if (source?.startsWith('upload:')) {
    return 'upload';
  }
  return isImport(source) ? 'import' : 'folder';
}
