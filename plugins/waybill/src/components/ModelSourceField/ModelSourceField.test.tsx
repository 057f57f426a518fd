import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import {
  waybillApiRef,
  type UploadFile,
  type UploadOptions,
  type WaybillApi,
} from '../../api';
import { ModelSourceField } from './ModelSourceField';
import type { ModelSourceFieldProps } from './modelSourceSchema';

const EXAMPLE = 'http://127.0.0.1:3100/waybill/examples/src/branch/main/iris';

function renderField(api: Partial<WaybillApi> = {}, initial?: string) {
  const onChange = jest.fn();
  const Form = () => {
    const [value, setValue] = useState(initial);
    // A form gives a field many more properties; these are those that it reads.
    const props = {
      formData: value,
      onChange: (next?: string) => {
        onChange(next);
        setValue(next);
      },
      required: true,
      rawErrors: value ? [] : ['Choose the model.', 'Choose the model.'],
      schema: { title: 'Model' },
      uiSchema: {
        'ui:options': { examples: [{ title: 'Iris', url: EXAMPLE }] },
      },
    } as unknown as ModelSourceFieldProps;
    return <ModelSourceField {...props} />;
  };
  renderInTestApp(<Form />, { apis: [[waybillApiRef, api]] });
  return onChange;
}

/** An upload that answers with what it was given. */
async function receive(files: readonly UploadFile[], options?: UploadOptions) {
  options?.onProgress?.(50, 100);
  return {
    id: 'abc',
    sizeBytes: files.reduce((sum, { content }) => sum + content.size, 0),
    files: files.map(({ path, content }) => ({
      path,
      sizeBytes: content.size,
    })),
    expiresAt: '2026-11-21T12:00:00Z',
  };
}

function fileAt(path: string, text = 'x'): File {
  const file = new File([text], path.split('/').at(-1) ?? path);
  Object.defineProperty(file, 'webkitRelativePath', { value: path });
  return file;
}

/** The part of a browser's file system entries that a drop is read through. */
function entryOf(path: string, children?: object[]): object {
  return children
    ? {
        fullPath: path,
        isFile: false,
        isDirectory: true,
        createReader: () => {
          const parts = [children, []];
          return {
            readEntries: (resolve: (part?: object[]) => void) =>
              resolve(parts.shift()),
          };
        },
      }
    : {
        fullPath: path,
        isFile: true,
        isDirectory: false,
        file: (resolve: (file: File) => void) => resolve(fileAt(path)),
      };
}

const chooseUpload = async () =>
  userEvent.click(await screen.findByRole('radio', { name: 'Upload files' }));

describe('ModelSourceField', () => {
  it('takes the URL of a folder', async () => {
    const onChange = renderField();

    const input = await screen.findByRole('textbox', {
      name: 'URL of the folder',
    });
    expect(screen.getByRole('alert')).toHaveTextContent(/^Choose the model\.$/);
    fireEvent.change(input, { target: { value: 'https://git.example.com/a' } });

    expect(onChange).toHaveBeenLastCalledWith('https://git.example.com/a');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('takes an example that the template offers', async () => {
    const onChange = renderField();

    await userEvent.click(await screen.findByRole('button', { name: 'Iris' }));

    expect(onChange).toHaveBeenLastCalledWith(EXAMPLE);
    expect(screen.getByRole('textbox')).toHaveValue(EXAMPLE);
    expect(screen.getByRole('button', { name: 'Iris' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  it('uploads a chosen folder and shows what was received', async () => {
    const onChange = renderField({ upload: receive });
    await chooseUpload();

    const input = screen.getByLabelText('Choose folder', { selector: 'input' });
    fireEvent.change(input, {
      target: {
        files: [
          fileAt('iris/model.joblib', 'weights'),
          fileAt('iris/sub/config.json', '{}'),
          fileAt('iris/.git/config', 'token'),
        ],
      },
    });

    const list = await screen.findByRole('list', { name: 'Uploaded files' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['model.joblib7 B', 'sub/config.json2 B']);
    expect(onChange).toHaveBeenLastCalledWith('upload:abc');
  });

  it('reads dropped folders to the ground', async () => {
    renderField({ upload: receive });
    await chooseUpload();

    const root = entryOf('/digits', [
      entryOf('/digits/.DS_Store'),
      entryOf('/digits/1', [entryOf('/digits/1/model.onnx')]),
      entryOf('/digits/config.pbtxt'),
    ]);
    fireEvent.drop(screen.getByText(/Drop a model folder/), {
      dataTransfer: { items: [{ webkitGetAsEntry: () => root }] },
    });

    const list = await screen.findByRole('list', { name: 'Uploaded files' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['1/model.onnx1 B', 'config.pbtxt1 B']);
  });

  it('shows progress and can be cancelled', async () => {
    let signal: AbortSignal | undefined;
    const onChange = renderField({
      upload: (_files, options) => {
        signal = options?.signal;
        options?.onProgress?.(250_000, 1_000_000);
        return new Promise(() => {});
      },
    });
    await chooseUpload();
    fireEvent.change(
      screen.getByLabelText('Choose files', { selector: 'input' }),
      { target: { files: [new File(['x'], 'model.joblib')] } },
    );

    expect(await screen.findByRole('progressbar')).toHaveValue(25);
    expect(screen.getByText('25 % · 250 kB of 1.0 MB')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));

    expect(signal?.aborted).toBe(true);
    expect(onChange).toHaveBeenLastCalledWith(undefined);
    expect(screen.getByText(/Drop a model folder/)).toBeInTheDocument();
  });

  it('says why an upload failed and offers another try', async () => {
    const onChange = renderField({
      upload: async () => {
        throw new Error('Uploads take all of their bytes.');
      },
    });
    await chooseUpload();
    fireEvent.change(
      screen.getByLabelText('Choose files', { selector: 'input' }),
      { target: { files: [new File(['x'], 'model.joblib')] } },
    );

    expect(
      await screen.findByText('Uploads take all of their bytes.'),
    ).toBeInTheDocument();
    expect(onChange).toHaveBeenLastCalledWith(undefined);
    expect(
      screen.getByRole('button', { name: 'Choose files' }),
    ).toBeInTheDocument();
  });

  it('refuses a folder without files before anything is sent', async () => {
    const upload = jest.fn();
    renderField({ upload });
    await chooseUpload();

    fireEvent.drop(screen.getByText(/Drop a model folder/), {
      dataTransfer: {
        items: [{ webkitGetAsEntry: () => entryOf('/empty', []) }],
      },
    });

    expect(
      await screen.findByText(/There are no files in it/),
    ).toBeInTheDocument();
    expect(upload).not.toHaveBeenCalled();
  });

  it('remembers an upload when its step of the form is opened again', async () => {
    renderField({}, 'upload:earlier');

    expect(await screen.findByText('Uploaded earlier')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'Upload files' })).toBeChecked();
  });
});
