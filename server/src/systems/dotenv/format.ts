import { isShellScript } from '../../text/shell';
import { afterHash } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { pathsIn } from './paths';
import { readDotenvFile } from './reading';
import { variableAt, writingIn } from './writing';

/** Variables that programs are started with: `.env` and what is called like it. */
export const dotenvFormat: Format = {
  id: 'dotenv',
  isOfProjects: true,
  names:
    /^(?:\.env(?:\..+)?|\.envrc|.+\.env|(?:.+\.)?env\.(?:example|sample|template|tmpl|tpl|dist|defaults?))$/i,
  keeps: text => !isShellScript(text),
  sizeLimit: MAX_TEXT,
  read: ({ text }) => readDotenvFile(text),
  isComment: afterHash,
  pathsIn,
  variableAt,
  writingIn,
};
