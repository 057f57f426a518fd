import { TextField } from '@backstage/ui';
import styles from './ModelSourceField.module.css';

/** A model of a hub or in another registry, by its name. */
export function ImportSource(props: {
  value: string;
  onChange: (source: string) => void;
}) {
  return (
    <div className={styles.source}>
      <TextField
        label="Model to import"
        description="hf://organisation/name@revision of Hugging Face, or oci://registry/path:version of a registry. The task shows license and size before it reads anything."
        placeholder="hf://organisation/name"
        value={props.value}
        onChange={source => props.onChange(source.trim())}
      />
    </div>
  );
}
