import { type Cursor, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readQuadlet } from './reading';
import { readSocket } from './socket';

/** A comment of a unit file is a line of its own. */
function isComment({ before }: Cursor): boolean {
  return /^[ \t]*[#;]/.test(before);
}

/** Units that Podman's generator makes services of. */
export const quadletFormat: Format = {
  id: 'quadlet',
  names: /\.(?:container|pod|kube)$/,
  keeps: text => /^[ \t]{0,64}\[(?:Container|Pod|Kube)\]/m.test(text),
  isOfProjects: true,
  sizeLimit: MAX_TEXT / 8,
  read: ({ text }) => readQuadlet(text),
  isComment,
  comments: ['#', ';'],
  writingIn: at => inUrl(at, true),
};

/** Units of systemd that listen for a service. */
export const socketFormat: Format = {
  id: 'socket',
  names: /\.socket$/,
  keeps: text => /^[ \t]{0,64}\[Socket\]/m.test(text),
  sizeLimit: MAX_TEXT / 8,
  read: ({ text }) => readSocket(text),
  isComment,
  comments: ['#', ';'],
  writingIn: () => undefined,
};
