import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readHaproxy } from './reading';

const NAMES = /\.cfg(?:\.(?:template|tmpl|tpl|example|sample|dist))?$/i;

/** Names that say for which program they are, also those of what another file is made of. */
const PROMISED = /^haproxy[\w.-]{0,80}\.(?:cfg|template|tmpl|ctmpl|tpl|txt|conf|j2|erb|cfg\.\w{1,16})$/i;

/** What begins a section of proxies, and what such a section has to say. */
const SECTION = /^(?:frontend|backend|listen|peers)[ \t]{1,64}["']?[\w.:-]/m;
const SPEAKS = /^[ \t]{0,64}(?:bind|server|default_backend|use_backend|peer)[ \t]{1,64}\S/m;

function speaks(text: string): boolean {
  const plain = withoutMark(text);
  return SECTION.test(plain) && SPEAKS.test(plain);
}

/** A configuration of HAProxy. */
export const haproxyFormat: Format = {
  id: 'haproxy',
  endings: ['cfg'],
  languages: ['haproxy'],
  names: PROMISED,
  keeps: speaks,
  holds: (uri, text) => NAMES.test(uri) && speaks(text),
  sizeLimit: MAX_TEXT,
  read: ({ text }) => readHaproxy(text),
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};
