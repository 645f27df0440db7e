import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readPipeline } from './reading';

/** Pipelines with services; what the others say of ports, stands in their URLs. */
export const pipelineFormat: Format = {
  id: 'gitlab',
  names: /(?:^|\.)gitlab-ci\.ya?ml$/i,
  keeps: text => /(?:^|[\s{,"'])services["']?[ \t]{0,16}:/m.test(text),
  sizeLimit: MAX_TEXT / 4,
  hasParts: true,
  read: ({ text, uri }) => readPipeline(text, uri),
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};
