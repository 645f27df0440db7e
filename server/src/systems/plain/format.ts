import { type Cursor, inPublish, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readText } from './reading';

/** Every other text: only its URLs count. */
export const plainFormat: Format = {
  id: 'text',
  // Made into another file first, or of another language: no format behind this one has it by its name.
  names:
    /\.(?:j2|jinja2?|erb|ejs|hbs|mustache|patch|diff|orig|rej|[cm]?[jt]sx?|py|rb|php|go|sh|bash|zsh|ps1|md|ya?ml|json|toml)$/i,
  isOfAnyPurpose: true,
  sizeLimit: MAX_TEXT,
  read: ({ text, purpose }) => readText(text, purpose),
  writingIn: (at: Cursor) => inPublish(at) ?? inUrl(at, false),
};
