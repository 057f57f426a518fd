import { inlineMarkdown, oneLine } from './plainText';

describe('inlineMarkdown', () => {
  it.each([
    ['Tells three species apart', 'Tells three species apart'],
    ['a\n# b', 'a \\# b'],
    ['1. first', '1\\. first'],
    ['- item', '\\- item'],
    ['| cell |', '\\| cell \\|'],
    ['[a](javascript:b) <i>', '\\[a\\](javascript:b) \\<i\\>'],
    ['a\\`b`', 'a\\\\\\`b\\`'],
    ['{{ .Values }} ${x}', '\\{\\{ .Values \\}\\} \\$\\{x\\}'],
  ])('writes %j as %j', (text, expected) => {
    expect(inlineMarkdown(text)).toBe(expected);
  });
});

describe('oneLine', () => {
  it('leaves out what ends a line, rings a bell or turns the direction of writing', () => {
    expect(oneLine('\u0007a\r\n\u2028b\u202ec\u0000 ')).toBe('a b c');
  });
});
