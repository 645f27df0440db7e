import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readCaddy } from './reading';

/**
 * `Caddyfile`, `Caddyfile.dev`, `Caddyfile_prod`, `shop.caddyfile`, and the parts that are imported, `*.caddy`: not what
 * speaks of one, such as `Caddyfile.md`.
 */
const NAMES =
  /^(?:[Cc]addyfile(?:\.(?:template|tmpl|tpl|j2|example|sample|dist))?|Caddyfile[\w.-]+(?<![._-](?:md|json|go|js|ts|py|sh|html|ya?ml|nix|zip|gz|log))|.+\.[Cc]addyfile|.+\.caddy)$/;

/** A Caddyfile, or a part that one imports. */
export const caddyFormat: Format = {
  id: 'caddyfile',
  names: NAMES,
  languages: ['caddyfile'],
  // No configuration is as long, and each word of it is kept.
  sizeLimit: MAX_TEXT / 4,
  asTaken: withoutMark,
  read: ({ text }) => readCaddy(text),
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};
