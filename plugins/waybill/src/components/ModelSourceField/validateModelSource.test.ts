import { validateModelSource } from './validateModelSource';

describe('validateModelSource', () => {
  it.each([
    'https://github.com/acme/models/tree/main/iris',
    'http://127.0.0.1:3100/waybill/examples/src/branch/main/iris',
    'upload:6Zb1-x_9',
    'hf://acme/iris',
    'hf://acme/iris@v1.0',
    'oci://registry.example.com:5000/models/iris:1.0.0',
    'git+https://git.example.com/ml/models/src/branch/main/iris',
  ])('accepts %s', source => {
    expect(validateModelSource(source)).toBeUndefined();
  });

  it.each([
    [undefined, 'Choose the model'],
    ['  ', 'Choose the model'],
    ['upload:', 'Upload the files again'],
    ['upload:../../etc', 'Upload the files again'],
    ['models/iris', 'This is not a URL'],
    ['hf://iris', 'organisation/name'],
    ['hf://acme/iris@../x y', 'organisation/name'],
    ['oci://registry.example.com/models/iris', 'with its version'],
    ['git+https://', 'This is not a URL'],
    ['git+https://me:secret@git.example.com/a', 'Leave user name'],
    ['file:///etc/passwd', 'must start with https://'],
    ['https://me:secret@git.example.com/a', 'Leave user name and password'],
  ])('refuses %s and says what to do', (source, complaint) => {
    expect(validateModelSource(source)).toContain(complaint);
  });

  it('does not repeat a password', () => {
    expect(
      validateModelSource('https://me:secret@git.example.com/a'),
    ).not.toContain('secret');
  });
});
