import { closeSync, openSync, promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WriteThread } from './WriteThread';

const MIB = 1024 * 1024;

describe('WriteThread', () => {
  let directory: string;
  let thread: WriteThread;

  beforeEach(async () => {
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'write-thread-'));
    thread = new WriteThread();
  });
  afterEach(async () => {
    await thread.close();
    await fs.rm(directory, { recursive: true });
  });

  const shared = (length: number, fill: string) =>
    Buffer.from(new SharedArrayBuffer(length + 7), 7, length).fill(fill);

  it('appends chunks to files in the order in which they come', async () => {
    const files = ['one', 'two'].map(name => path.join(directory, name));
    const [one, two] = files.map(file => openSync(file, 'w'));
    await Promise.all([
      thread.write(one, shared(MIB, 'a')),
      thread.write(two, shared(100_001, 'b')),
      thread.write(one, shared(33_000, 'c')),
    ]);
    closeSync(one);
    closeSync(two);
    const [first, second] = await Promise.all(
      files.map(file => fs.readFile(file)),
    );
    expect(
      first.equals(
        Buffer.concat([Buffer.alloc(MIB, 'a'), Buffer.alloc(33_000, 'c')]),
      ),
    ).toBe(true);
    expect(second.equals(Buffer.alloc(100_001, 'b'))).toBe(true);
  });

  it('says with its code what the system refuses, and goes on', async () => {
    const file = path.join(directory, 'file');
    await fs.writeFile(file, '');
    const readOnly = openSync(file, 'r');
    await expect(
      thread.write(readOnly, shared(MIB, 'a')),
    ).rejects.toMatchObject({ code: 'EBADF' });
    closeSync(readOnly);
    const writable = openSync(file, 'w');
    await thread.write(writable, shared(3, 'd'));
    closeSync(writable);
    expect(await fs.readFile(file, 'utf8')).toBe('ddd');
  });

  it('fails what waits when it is closed, and what comes later', async () => {
    const fd = openSync(path.join(directory, 'file'), 'w');
    const waiting = thread.write(fd, shared(64 * MIB, 'a'));
    const [outcome] = await Promise.allSettled([waiting, thread.close()]);
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { message: 'The writing thread has ended.' },
    });
    await expect(thread.write(fd, shared(3, 'b'))).rejects.toThrow(
      'The writing thread has ended.',
    );
    closeSync(fd);
  });
});
