import { TextField, ToggleButton } from '@backstage/ui';
import styles from './ModelSourceField.module.css';

/** The URL of a folder, written or picked from the examples that the template offers. */
export function FolderSource(props: {
  value: string;
  examples: readonly { readonly title: string; readonly url: string }[];
  onChange: (url: string) => void;
}) {
  const { value, examples, onChange } = props;
  return (
    <div className={styles.source}>
      <TextField
        label="URL of the folder"
        description="As in the browser's address bar, with branch and path: https://github.com/acme/models/tree/main/iris"
        type="url"
        placeholder="https://"
        value={value}
        onChange={onChange}
      />
      {examples.length > 0 && (
        <div
          className={styles.examples}
          role="group"
          aria-label="Examples to try"
        >
          <span className={styles.examplesLabel}>Or try an example:</span>
          {examples.map(({ title, url }) => (
            <ToggleButton
              key={url}
              size="small"
              className={styles.example}
              isSelected={value === url}
              onChange={isSelected => onChange(isSelected ? url : '')}
            >
              {title}
            </ToggleButton>
          ))}
        </div>
      )}
    </div>
  );
}
