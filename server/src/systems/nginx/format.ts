import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { takesIn } from './configuration';
import { readNginx } from './reading';

/** Files in which configurations of nginx are written, whole or in parts. */
const NAMES =
  /(?:\.(?:conf|vhost|nginx)|[/_-]conf)(?:\.(?:template|tmpl|tpl|example|sample|dist|default|disabled))?$/i;

/** Other endings that people give these: only what shows a server for certain. */
const OTHERS =
  /\.conf\.(?:static|in|inc|local|dev|development|staging|prod|production|http|https|ssl|j2|jinja2?|hbs|mustache|erb|twig)$/i;

/** The folders in which files of sites stand, which have no ending. */
const SITES = /^(?:nginx|sites(?:-(?:available|enabled))?|conf\.d|vhosts?)$/i;
const FOLDERS = /\/(?:nginx|sites(?:-(?:available|enabled))?|conf\.d|vhosts?)(?:\/[^/]+)*$/i;

/** What only nginx says, at the start of a line. */
const SPEAKS =
  /^[ \t]{0,64}(?:(?:server|http|stream|events)\s{0,64}\{|upstream\s{1,8}[\w.$-]{1,64}\s{0,64}\{|location\s[^\n{]{1,256}\{|(?:proxy_pass|listen)\s[^;{}]{1,400};)/m;

/** What no other program says: a block of a server, and where it listens. */
const SERVER = /^[ \t]{0,64}server\s{0,64}\{/m;
const LISTENS = /^[ \t]{0,64}listen[ \t]{1,64}[^;\n]{1,200};/m;

/** A configuration of nginx, or a part of one, whatever its name. */
export const nginxFormat: Format = {
  id: 'nginx',
  endings: ['conf', 'vhost', 'nginx'],
  folders: SITES,
  languages: ['nginx', 'NGINX'],
  names: /^nginx\.conf$/,
  keeps: text => SPEAKS.test(withoutMark(text)),
  holds: (uri, text) => {
    const plain = withoutMark(text);
    if (NAMES.test(uri) || FOLDERS.test(uri)) return SPEAKS.test(plain);
    return OTHERS.test(uri) && SERVER.test(plain) && LISTENS.test(plain);
  },
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
