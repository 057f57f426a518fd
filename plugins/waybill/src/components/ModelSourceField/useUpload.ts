import { useApi } from '@backstage/frontend-plugin-api';
import type { UploadReceipt } from '@waybill/backstage-plugin-waybill-common';
import { useEffect, useRef, useState } from 'react';
import { waybillApiRef, type UploadFile } from '../../api';

export type UploadState =
  | { readonly step: 'idle' }
  | { readonly step: 'reading' }
  | {
      readonly step: 'sending';
      readonly sentBytes: number;
      readonly totalBytes: number;
    }
  | { readonly step: 'done'; readonly receipt?: UploadReceipt }
  | { readonly step: 'failed'; readonly error: Error };

/**
 * Receipts of this session by id. A form is taken apart between its steps: who comes back to this one sees again what
 * was uploaded.
 */
const receipts = new Map<string, UploadReceipt>();

/** One upload at a time. `onDone` gets the source to write into the form, or nothing while there is none. */
export function useUpload(options: {
  uploadedId?: string;
  onDone: (source: string | undefined) => void;
}) {
  const { uploadedId, onDone } = options;
  const api = useApi(waybillApiRef);
  const requestRef = useRef<AbortController>();
  const [state, setState] = useState<UploadState>(() =>
    uploadedId === undefined
      ? { step: 'idle' }
      : { step: 'done', receipt: receipts.get(uploadedId) },
  );
  useEffect(() => () => requestRef.current?.abort(), []);

  const start = async (read: () => Promise<UploadFile[]> | UploadFile[]) => {
    requestRef.current?.abort();
    const request = new AbortController();
    requestRef.current = request;
    const show = (next: UploadState) =>
      request.signal.aborted || setState(next);

    onDone(undefined);
    show({ step: 'reading' });
    try {
      const files = await read();
      if (files.length === 0) {
        throw new Error(
          'There are no files in it. Choose a model that has some.',
        );
      }
      const receipt = await api.upload(files, {
        signal: request.signal,
        onProgress: (sentBytes, totalBytes) =>
          show({ step: 'sending', sentBytes, totalBytes }),
      });
      if (!request.signal.aborted) {
        receipts.set(receipt.id, receipt);
        show({ step: 'done', receipt });
        onDone(`upload:${receipt.id}`);
      }
    } catch (error) {
      show({
        step: 'failed',
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
  };

  const reset = () => {
    requestRef.current?.abort();
    setState({ step: 'idle' });
    onDone(undefined);
  };
  return { state, start, reset };
}
