import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { takesIn } from './configuration';
import { readApache } from './reading';

/** Files in which configurations of Apache are written, whole or in parts. */
const NAMES = /\.(?:conf|vhost)(?:\.(?:template|tmpl|tpl|j2|example|sample|dist|default|disabled))?$/i;

/** Names that say for which program they are, also those of what another file is made of, and those without an ending. */
const PROMISED =
  /^(?:(?:apache2?|httpd)\.conf|(?:apache|httpd)(?:[\w.-]{0,80}\.(?:template|tmpl|tpl|j2|erb)|2?[_-][\w-]{1,80}))$/i;

/** The folders in which files of sites stand, which have no ending. */
const SITES = /^(?:sites(?:-(?:available|enabled))?|conf\.d|vhosts?)$/i;
const FOLDERS = /\/(?:apache2?|httpd|sites(?:-(?:available|enabled))?|conf\.d|vhosts?)(?:\/[^/]+)*$/i;

/** What only Apache says of ports, at the start of a line. */
const SPEAKS =
  /^[ \t]{0,64}(?:Listen[ \t]{1,8}"?(?:[\w.*:[\]-]{1,255}:)?(?:\d{1,8}|\$\{\w{1,64}\})"?(?:[ \t]{1,8}https?)?[ \t]{0,64}$|<[Vv]irtual[Hh]ost[ \t]{1,8}[^>\n]{0,255}:(?:\d|\*|\$\{)[^>\n]{0,255}>)/m;

/** A configuration of Apache's HTTP server, or a part of one, whatever its name. */
export const apacheFormat: Format = {
  id: 'apache',
  endings: ['conf', 'vhost'],
  folders: SITES,
  languages: ['apacheconf'],
  names: PROMISED,
  keeps: text => SPEAKS.test(withoutMark(text)),
  holds: (uri, text) => (NAMES.test(uri) || FOLDERS.test(uri)) && SPEAKS.test(withoutMark(text)),
  // No configuration is as long, and each word of it is kept.
  sizeLimit: MAX_TEXT / 4,
  asTaken: withoutMark,
  read: ({ text, uri }) => readApache(text, uri),
  takesIn,
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};
