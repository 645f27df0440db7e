import { withLineFeeds } from '../../text/characters';
import { isYaml } from '../../text/uri';
import { afterHash } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { isTemplated, mayBeCompose, servicesRun } from './content';
import { pathsIn } from './paths';
import { isComposeReading, readCompose } from './reading';
import { variableAt, writingIn } from './writing';

/** Any YAML that Docker Compose runs, whatever its name. */
export const composeFormat: Format = {
  id: 'compose',
  languages: ['dockercompose'],
  isOfProjects: true,
  names: /^(?:(?:docker-|podman-)?compose(?:[.-].+)?|.+\.(?:docker-)?compose)\.ya?ml$/i,
  keeps: text => !isTemplated(text),
  holds: (uri, text) => isYaml(uri) && servicesRun(text),
  mayHold: (uri, text) => isYaml(uri) && mayBeCompose(text),
  sizeLimit: MAX_TEXT,
  asTaken: withLineFeeds,
  read: ({ text }, earlier) => readCompose(text, isComposeReading(earlier) ? earlier : undefined),
  isComment: afterHash,
  pathsIn,
  variableAt,
  writingIn,
};
