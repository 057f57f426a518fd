import { Alert } from '@backstage/ui';
import { ANNOTATION_REPOSITORY } from '@waybill/backstage-plugin-waybill-common';
import styles from './WaybillTab.module.css';

/** Shown for a model that does not say where its versions are. */
export function MissingRepository({ name }: { name: string }) {
  return (
    <Alert
      status="info"
      icon
      title={`${name} does not say which repository holds its versions`}
      description={
        <>
          Add the annotation to its catalog-info.yaml:
          <pre className={styles.snippet}>
            {`metadata:\n  annotations:\n    ${ANNOTATION_REPOSITORY}: registry.example.com/models/${name}`}
          </pre>
        </>
      }
    />
  );
}
