import { withoutMark } from '../../text/characters';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT, type System } from '../system';
import { readEnvoy } from './reading';

const NAMES = /\.(?:ya?ml|json)(?:\.(?:template|tmpl|tpl|j2|example|sample|dist))?$/i;

/** What holds listeners and clusters that are not sent to Envoy later, and an address in it. */
const STATIC = /^(?:["']?static_resources["']?[ \t]{0,64}:|[ \t]{0,64}(?:\{[ \t]{0,64})?"static_resources")/m;
const ADDRESS = /\bport_value["']?[ \t]{0,64}:/;

const envoyFormat: Format = {
  id: 'envoy',
  endings: ['yaml', 'yml', 'json'],
  holds: (uri, text) => {
    if (!NAMES.test(uri) || !text.includes('static_resources')) return false;
    const plain = withoutMark(text);
    return STATIC.test(plain) && ADDRESS.test(plain);
  },
  sizeLimit: MAX_TEXT / 4,
  read: ({ text, uri }) => readEnvoy(text, uri),
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};

/** Static configurations of Envoy. */
export const envoy: System = {
  id: 'envoy',
  about: {
    name: 'Envoy',
    reads:
      'the addresses of listeners, of the administration and of the endpoints of clusters, in YAML and JSON with `static_resources`',
    links: 'the units that mount the file; the units that its endpoints are',
    judges: 'two listeners with one address and port; ports that are none',
    checked: 'its source and API reference, by hand',
  },
  formats: [envoyFormat],
};
