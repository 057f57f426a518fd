import type { PreviewFile } from '@waybill/backstage-plugin-waybill-common';
import { withoutFutureDigest } from '../../forms/draftDeclaration';
import { CopyBlock } from '../CopyBlock';
import { Documents } from '../Documents';
import styles from './PreviewField.module.css';

/** The repository as a tree, and the file that was chosen. */
export function FilesPanel({ files }: { files: readonly PreviewFile[] }) {
  return (
    <div className={styles.panel}>
      <Documents label="Files" documents={files}>
        {({ path, content, isCut }) => (
          <>
            <CopyBlock label={path} text={withoutFutureDigest(content)} />
            {isCut && (
              <p className={styles.quiet}>The file goes on from here.</p>
            )}
          </>
        )}
      </Documents>
    </div>
  );
}
