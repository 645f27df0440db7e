import { type Format, MAX_TEXT } from '../system';
import { readDockerfile } from './reading';
import { instructionStart, isComment, writingIn } from './writing';

/** What Docker and its like build images from. */
export const dockerfileFormat: Format = {
  id: 'dockerfile',
  languages: ['dockerfile'],
  names: /^(?:(?:docker|container)file(?:\..+|(?!s$)[\w-]+)?|.+\.(?:docker|container)file)$/i,
  // One of this size takes its parser half a second.
  sizeLimit: MAX_TEXT / 4,
  read: ({ text, uri }) => readDockerfile(text, uri),
  lineStart: instructionStart,
  isComment,
  writingIn,
};
