import { inPublish, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { mayHoldCommands } from './code';
import { holdsCommands, readCommands, readCommandsIn } from './reading';

/** A script, a Makefile, a page of Markdown or a workflow that tells how a container is started, with its ports. */
export const commandsFormat: Format = {
  id: 'commands',
  holds: (uri, text) => mayHoldCommands(uri, text) && holdsCommands(uri, text),
  isOfAnyPurpose: true,
  sizeLimit: MAX_TEXT,
  read: readCommands,
  readParts: (source, block) =>
    mayHoldCommands(source.uri, source.text) && holdsCommands(source.uri, source.text)
      ? readCommandsIn(source, block)
      : undefined,
  writingIn: at => inPublish(at) ?? inUrl(at, false),
};
