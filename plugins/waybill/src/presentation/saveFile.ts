/** Lets the browser save what was fetched with the user's token, which a plain link could not carry. */
export function saveFile(path: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = path.slice(path.lastIndexOf('/') + 1);
  link.click();
  // The click has started the download by then; the address would hold the bytes for as long as the page lives.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
