/** What is streamed from where it is into the package, past the portal's disk. */
const IMPORT = /^(hf|oci|git\+https?):\/\//;

export function isImport(source: string | undefined): boolean {
  return IMPORT.test(source?.trim() ?? '');
}

/** What is wrong with a source of an import and what to do, or nothing where it can be used. */
export function validateImport(source: string): string | undefined {
  if (source.startsWith('hf://')) {
    return /^hf:\/\/[\w.-]+\/[\w.-]+(@[\w./+-]+)?$/.test(source)
      ? undefined
      : 'Name the model of the hub as hf://organisation/name, with @revision behind it where it is not main.';
  }
  if (source.startsWith('oci://')) {
    return /^oci:\/\/[^/@\s]+\/[^@\s]+(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(
      source,
    )
      ? undefined
      : 'Name the package with its version, as in oci://registry.example.com/models/iris:1.0.0.';
  }
  const url = source.replace(/^git\+/, '');
  if (!URL.canParse(url)) {
    return 'This is not a URL.';
  }
  const { username, password } = new URL(url);
  return username || password
    ? 'Leave user name and password out of the URL: the portal has its own access to the repository.'
    : undefined;
}
