/**
 * Posts a body and reports how much of it has been sent. `fetch` cannot tell: it reports nothing about a request's
 * body, and a streamed one needs HTTP/2, which a portal behind a plain proxy does not have.
 */
export function postWithProgress(
  url: string,
  options: {
    body: Blob;
    headers: Readonly<Record<string, string>>;
    token?: string;
    signal?: AbortSignal;
    onProgress?: (sentBytes: number, totalBytes: number) => void;
  },
): Promise<Response> {
  const { body, headers, token, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError());
      return;
    }
    const request = new XMLHttpRequest();
    const abort = () => {
      request.abort();
      reject(abortError());
    };
    const settle = (finish: () => void) => () => {
      signal?.removeEventListener('abort', abort);
      finish();
    };
    signal?.addEventListener('abort', abort);

    request.upload.onprogress = event =>
      onProgress?.(Math.min(event.loaded, body.size), body.size);
    request.onload = settle(() => resolve(toResponse(request)));
    request.onerror = settle(() =>
      reject(
        new Error(
          'The connection to the portal was lost while uploading. Check the network and try again.',
        ),
      ),
    );
    request.open('POST', url);
    request.withCredentials = true;
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    if (token) {
      request.setRequestHeader('Authorization', `Bearer ${token}`);
    }
    request.send(body);
  });
}

function toResponse(request: XMLHttpRequest): Response {
  const contentType = request.getResponseHeader('Content-Type');
  return new Response(request.responseText || null, {
    status: request.status,
    statusText: request.statusText,
    headers: contentType ? { 'Content-Type': contentType } : {},
  });
}

function abortError(): DOMException {
  return new DOMException('The upload was cancelled.', 'AbortError');
}
