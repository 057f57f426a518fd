import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, SearchField } from '@backstage/ui';
import type {
  PackageFile,
  VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import { waybillApiRef } from '../../api';
import { formatBytes } from '../../presentation/formatBytes';
import { Digest } from '../Digest';
import { saveFile } from '../../presentation/saveFile';
import styles from './ContentsDialog.module.css';

/** As much as the backend gives. */
const MAX_DOWNLOAD_BYTES = 16 * 1024 * 1024;
const MAX_SHOWN = 200;
const SEARCH_FROM = 12;

/** The files of a package: path, size, digest, and the small ones to take along. */
export function FilesPanel(props: {
  entityRef: string;
  contents: VersionContents;
}) {
  const { entityRef, contents } = props;
  const [search, setSearch] = useState('');
  const { error, download } = useDownload(entityRef, contents.digest);
  const found = contents.files.filter(({ path }) =>
    path.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const shown = found.slice(0, MAX_SHOWN);
  const hidden = contents.fileCount - shown.length;
  return (
    <div className={styles.panel}>
      {contents.files.length >= SEARCH_FROM && (
        <SearchField
          aria-label="Search files"
          placeholder="Search files"
          value={search}
          onChange={setSearch}
        />
      )}
      {error && (
        <Alert
          status="danger"
          icon
          role="alert"
          title="The file could not be downloaded"
          description={error.message}
        />
      )}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className={styles.number}>
              Size
            </th>
            <th scope="col">Digest</th>
            <th scope="col">
              <span className={styles.hidden}>Download</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(file => (
            <FileRow key={file.path} file={file} onDownload={download} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && search === '' && (
        <p className={styles.quiet}>
          and {hidden} more{' '}
          {contents.files.length > MAX_SHOWN && '– search to find them'}
        </p>
      )}
      {contents.specialCount > 0 && (
        <p className={styles.quiet}>
          {contents.specialCount} links or devices lead to no file of the
          package.
        </p>
      )}
    </div>
  );
}

function FileRow(props: {
  file: PackageFile;
  onDownload: (path: string) => void;
}) {
  const { file, onDownload } = props;
  const { path, sizeBytes, digest } = file;
  return (
    <tr>
      <th scope="row" className={styles.path}>
        <code>{path}</code>
      </th>
      <td className={styles.number}>{formatBytes(sizeBytes)}</td>
      <td className={styles.digest}>
        {digest ? (
          <Digest digest={digest} />
        ) : (
          <span className={styles.quiet} title="Nobody has read it alone">
            –
          </span>
        )}
      </td>
      <td className={styles.action}>
        {sizeBytes <= MAX_DOWNLOAD_BYTES && (
          <Button
            variant="tertiary"
            size="small"
            aria-label={`Download ${path}`}
            iconStart={<RiDownloadLine />}
            onPress={() => onDownload(path)}
          />
        )}
      </td>
    </tr>
  );
}

function useDownload(entityRef: string, digest: string) {
  const api = useApi(waybillApiRef);
  const [error, setError] = useState<Error>();
  const download = async (path: string) => {
    setError(undefined);
    try {
      saveFile(path, await api.getVersionFile({ entityRef, digest, path }));
    } catch (thrown) {
      setError(thrown as Error);
    }
  };
  return { error, download };
}
