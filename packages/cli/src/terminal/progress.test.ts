import { FakeTerminal } from '../__testUtils__/FakeTerminal';
import { createProgress } from './progress';

const MB = 1_000_000;

describe('createProgress', () => {
  describe('on a terminal', () => {
    it('draws one bar anew, and takes it away at the end', () => {
      const terminal = new FakeTerminal({ isTTY: true, columns: 120 });
      const { report, clear } = createProgress(terminal);
      report({ phase: 'send', doneBytes: 0, totalBytes: 2000 * MB });
      terminal.pass(1000);
      report({
        phase: 'send',
        doneBytes: 500 * MB,
        totalBytes: 2000 * MB,
        file: 'weights/model.safetensors',
      });
      terminal.pass(1000);
      report({ phase: 'send', doneBytes: 1500 * MB, totalBytes: 2000 * MB });
      clear();
      expect(terminal.stderr.text).toBe(
        [
          '',
          'Sending  [======                  ]   25 %  500.0 MB of 2.0 GB  500.0 MB/s  3 s left  weights/model.safetensors',
          'Sending  [==================      ]   75 %  1.5 GB of 2.0 GB  750.0 MB/s  1 s left',
          '',
        ].join('\r\u001b[2K'),
      );
      expect(terminal.stdout.text).toBe('');
    });

    it('draws ten times a second at most', () => {
      const terminal = new FakeTerminal({ isTTY: true });
      const { report } = createProgress(terminal);
      for (let done = 0; done < 1000; done++) {
        report({ phase: 'read', doneBytes: done, totalBytes: 1000 });
        terminal.pass(1);
      }
      expect(terminal.stderr.text.split('\r').length - 1).toBe(9);
    });

    it('never wraps, whatever the name of the file, and lets it do nothing', () => {
      const terminal = new FakeTerminal({ isTTY: true, columns: 60 });
      const { report } = createProgress(terminal);
      report({ phase: 'receive', doneBytes: 0 });
      terminal.pass(200);
      report({
        phase: 'receive',
        doneBytes: 5 * MB,
        file: `\u001b[31m\n${'x'.repeat(200)}`,
      });
      const [, line] = terminal.stderr.text.split('\r\u001b[2K');
      expect(line).toMatch(
        /^Receiving {2}5\.0 MB {2}25\.0 MB\/s {2}\uFFFD\[31m\uFFFDx+$/,
      );
      expect(line).toHaveLength(59);
    });

    it('says how long hours are', () => {
      const terminal = new FakeTerminal({ isTTY: true, columns: 120 });
      const { report } = createProgress(terminal);
      report({ phase: 'send', doneBytes: 0, totalBytes: 10_000 * MB });
      terminal.pass(1000);
      report({ phase: 'send', doneBytes: MB, totalBytes: 10_000 * MB });
      terminal.pass(1000);
      report({ phase: 'send', doneBytes: 100 * MB, totalBytes: 10_000 * MB });
      expect(terminal.stderr.text).toContain('2 h 46 min left');
      expect(terminal.stderr.text).toContain('3 min 18 s left');
    });
  });

  describe('in a log', () => {
    it('writes plain lines, one in five seconds at most', () => {
      const terminal = new FakeTerminal();
      const { report, clear } = createProgress(terminal);
      for (let done = 0; done <= 12; done++) {
        report({ phase: 'send', doneBytes: done * MB, totalBytes: 20 * MB });
        terminal.pass(1000);
      }
      clear();
      expect(terminal.stderr.text).toBe(
        [
          'Sent 5.0 MB of 20.0 MB (25 %), 1.0 MB/s',
          'Sent 10.0 MB of 20.0 MB (50 %), 1.0 MB/s',
          '',
        ].join('\n'),
      );
    });

    it('says nothing of what is done at once, and copes with no size', () => {
      const terminal = new FakeTerminal();
      const { report } = createProgress(terminal);
      report({ phase: 'read', doneBytes: 0, totalBytes: 0 });
      expect(terminal.stderr.text).toBe('');
      terminal.pass(5000);
      report({ phase: 'read', doneBytes: 0, totalBytes: 0 });
      terminal.pass(5000);
      report({ phase: 'receive', doneBytes: MB });
      terminal.pass(5000);
      report({ phase: 'receive', doneBytes: 2 * MB });
      expect(terminal.stderr.text).toBe(
        'Read 0 B of 0 B (100 %), 0 B/s\nReceived 2.0 MB, 400.0 kB/s\n',
      );
    });

    it('is what a dumb terminal gets as well', () => {
      const terminal = new FakeTerminal({ isTTY: true, env: { TERM: 'dumb' } });
      const { report } = createProgress(terminal);
      report({ phase: 'read', doneBytes: 0, totalBytes: 10 });
      terminal.pass(6000);
      report({ phase: 'read', doneBytes: 10, totalBytes: 10 });
      expect(terminal.stderr.text).toBe('Read 10 B of 10 B (100 %), 2 B/s\n');
    });
  });
});
