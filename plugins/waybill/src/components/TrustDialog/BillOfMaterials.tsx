import type { BomView } from '../../presentation/predicates';
import { Fact, Facts } from './Facts';
import styles from './TrustDialog.module.css';

/** What is in the package, under which licenses. */
export function BillOfMaterials({ view }: { view: BomView }) {
  const { components, componentCount, licenses, subject, format } = view;
  return (
    <>
      <Facts>
        <Fact name="Format">{format}</Fact>
        {subject && (
          <Fact name="Of">
            {subject.name} {subject.version}
          </Fact>
        )}
        <Fact name="Licenses">
          {licenses.length > 0 ? licenses.join(', ') : 'None stated'}
        </Fact>
      </Facts>
      <table className={styles.table}>
        <caption>
          {componentCount === 1
            ? '1 component'
            : `${componentCount} components`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Component</th>
            <th scope="col">Kind</th>
            <th scope="col">License</th>
          </tr>
        </thead>
        <tbody>
          {components.map((component, index) => (
            <tr key={index}>
              <th scope="row">
                {component.name} {component.version}
              </th>
              <td>{component.type ?? 'Not stated'}</td>
              <td>{component.licenses.join(', ') || 'Not stated'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {componentCount > components.length && (
        <p className={styles.quiet}>
          and {componentCount - components.length} more: see it as it is written
        </p>
      )}
    </>
  );
}
