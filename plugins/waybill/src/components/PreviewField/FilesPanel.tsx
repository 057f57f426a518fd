import type { PreviewFile } from '@waybill/backstage-plugin-waybill-common';
import { withoutFutureDigest } from '../../forms/draftDeclaration';
import { CopyBlock } from '../CopyBlock';
import { Documents } from '../Documents';
import styles from './PreviewField.module.css';

/** The repository as a tree, and the file that was chosen. */
export function FilesPanel({ files }: { files: readonly PreviewFile[] }) {
  return (
    <div className={styles.panel}>
      <Documents label="Files" documents={files} first={firstOf(files)}>
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

/** What everything else is about. */
function firstOf(files: readonly PreviewFile[]): string | undefined {
  return (
    files.find(({ path }) => /^deploy\/base\/(?!kustomization)/.test(path)) ??
    files.find(({ path }) => path === 'README.md')
  )?.path;
}
