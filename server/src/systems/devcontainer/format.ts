import { withoutMark } from '../../text/characters';
import { type Format, MAX_TEXT } from '../system';
import { pathsIn } from './paths';
import { readDevContainer } from './reading';

/** How an editor or a codespace sets up the container that somebody works in. */
export const devContainerFormat: Format = {
  id: 'devcontainer',
  names: /^\.?devcontainer\.json$/i,
  sizeLimit: MAX_TEXT / 8,
  asTaken: withoutMark,
  read: ({ text }) => readDevContainer(text),
  comments: ['//', '/*'],
  pathsIn,
  writingIn: () => undefined,
};
