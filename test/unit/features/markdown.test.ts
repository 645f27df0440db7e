import { describe, expect, test } from 'vitest';
import { codeSpan, escapeMarkdown, plainText } from '../../../server/src/features/markdown';

describe('escapeMarkdown', () => {
  test.each([
    ['web', 'web'],
    ['my-web.1', 'my-web.1'],
    ['127.0.0.1:8080/tcp', '127.0.0.1:8080/tcp'],
    ['$PORT {x}', '$PORT {x}'],
    ['größe 東京', 'größe 東京'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert\\(1\\)&gt;'],
    ['[x](command:y)', '\\[x\\]\\(command:y\\)'],
    ['![x](y)', '!\\[x\\]\\(y\\)'],
    ['a|b', 'a\\|b'],
    ['`', '\\`'],
    ['*a* _b_ ~~c~~', '\\*a\\* \\_b\\_ \\~\\~c\\~\\~'],
    ['a\\', 'a\\\\'],
    ['&lt;', '&amp;lt;'],
    ['http://evil.example', 'http:\\/\\/evil.example'],
    ['WWW.evil.example', 'WWW\\.evil.example'],
    ['a@evil.example', 'a\\@evil.example'],
    ['$(x) #1', '$\\(x\\) \\#1'],
    ['a\r\n\tb', 'a b'],
    ['web\u202Egnp', 'web gnp'],
    ['a\0\x1B[31mb', 'a \\[31mb'],
  ])('%j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

describe('codeSpan', () => {
  test.each([
    ['web', '`web`'],
    ['<img>', '`<img>`'],
    ['[x](command:y)', '`[x](command:y)`'],
    ['`', '`` ` ``'],
    ['a``b`c', '``` a``b`c ```'],
    ['', '`  `'],
    [' ', '`   `'],
    ['a\n\n# b', '`a # b`'],
    ['a\x1Bb', '`a b`'],
  ])('%j', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });
});

describe('plainText', () => {
  test.each([
    'web',
    '[x](command:y)',
    '*a* _b_',
    'a\\b',
    '<img src=x>',
    '&lt;',
    'http://evil.example',
    'a|b # c',
  ])('gives back what was escaped: %s', text => expect(plainText(escapeMarkdown(text))).toBe(text));

  test('leaves links their texts, and words without marks', () => {
    expect(
      plainText('**8080/tcp** of `web`: [compose.yaml:3](file:///a/compose.yaml#L3)\n\n### Anywhere'),
    ).toBe('8080/tcp of web: compose.yaml:3\n\nAnywhere');
  });
});
