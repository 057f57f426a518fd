import type { Preview } from '@waybill/backstage-plugin-waybill-common';
import { withoutFutureDigest } from '../../forms/draftDeclaration';
import { CopyBlock } from '../CopyBlock';
import { Documents } from '../Documents';
import styles from './PreviewField.module.css';

/** What arrives in each cluster, whatever the files are like. */
export function ObjectsPanel(props: { environments: Preview['environments'] }) {
  const documents = props.environments.flatMap(({ name, objects }) =>
    objects.map(object => ({
      path: `${name}/${object.kind} ${object.name}`,
      yaml: object.yaml,
    })),
  );
  return (
    <div className={styles.panel}>
      <Documents label="Objects" documents={documents}>
        {({ path, yaml }) => (
          <CopyBlock label={path} text={withoutFutureDigest(yaml)} />
        )}
      </Documents>
    </div>
  );
}
