import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { takesIn } from './configuration';
import { readNginx } from './reading';

/** Files in which configurations of nginx are written, whole or in parts. */
const NAMES =
  /(?:\.(?:conf|vhost|nginx)|\/conf)(?:\.(?:template|tmpl|tpl|example|sample|dist|default|disabled))?$/i;

/** The folders in which files of sites stand, which have no ending. */
const SITES = /^(?:nginx|sites-(?:available|enabled)|conf\.d|vhosts?)$/i;
const FOLDERS = /\/(?:nginx|sites-(?:available|enabled)|conf\.d|vhosts?)(?:\/[^/]+)*$/i;

/** What only nginx says, at the start of a line. */
const SPEAKS =
  /^[ \t]{0,64}(?:(?:server|http|stream|events)\s{0,64}\{|upstream\s{1,8}[\w.$-]{1,64}\s{0,64}\{|location\s[^\n{]{1,256}\{|(?:proxy_pass|listen)\s[^;{}]{1,400};)/m;

/** A configuration of nginx, or a part of one, whatever its name. */
export const nginxFormat: Format = {
  id: 'nginx',
  endings: ['conf', 'vhost', 'nginx'],
  folders: SITES,
  languages: ['nginx', 'NGINX'],
  holds: (uri, text) => (NAMES.test(uri) || FOLDERS.test(uri)) && SPEAKS.test(withoutMark(text)),
  // No configuration is as long, and each word of it is kept.
  sizeLimit: MAX_TEXT / 4,
  asTaken: withoutMark,
  read: ({ text }) => readNginx(text),
  takesIn,
  // Others may only look like a part of one.
  wholes: /\/nginx\.conf$/,
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};
