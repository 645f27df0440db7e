import { commentsOf } from '../systems/all';
import type { Document } from '../systems/reading';

/** How a comment is written: what stands before and behind its text. */
export interface CommentMarks {
  readonly open: string;
  readonly close: string;
}

const HASH: CommentMarks = { open: '# ', close: '' };
const SLASHES: CommentMarks = { open: '// ', close: '' };
export const HTML: CommentMarks = { open: '<!-- ', close: ' -->' };
const BLOCK: CommentMarks = { open: '/* ', close: ' */' };
const SEMICOLON: CommentMarks = { open: '; ', close: '' };
const REM: CommentMarks = { open: 'rem ', close: '' };

/** Marks by the ending of a file's name, or by its name; a text of which nobody knows them gets no comment. */
const MARKS: readonly (readonly [RegExp, CommentMarks])[] = [
  [
    /\.(?:jsonc|json5|js|mjs|cjs|ts|mts|cts|jsx|tsx|go|rs|java|kts?|scala|cs|c|h|cc|cpp|hpp|swift|dart|proto|gradle|groovy|php)$/,
    SLASHES,
  ],
  [/\.(?:md|html?|xml|svg|xsd|xslt?|plist|\w{1,20}proj|xaml|vue|svelte)$/, HTML],
  [/\.(?:css|scss|less)$/, BLOCK],
  [/\.ini$/, SEMICOLON],
  [/\.(?:bat|cmd)$/, REM],
  [
    /\.(?:ya?ml|toml|sh|bash|zsh|ksh|fish|py|rb|pl|ps1|psm1|r|jl|nix|conf|cfg|cnf|properties|tf|tfvars|hcl|service|socket|container|pod|kube|network|mk|cmake|ex|exs|tpl|j2|tmpl|example|sample|dist|template)$/,
    HASH,
  ],
  [/\/(?:[^/]{0,100}\.)?env(?:rc)?(?:\.[^/]{0,100})?$/, HASH],
  [
    /\/(?:gnumakefile|makefile|justfile|procfile|vagrantfile|gemfile|rakefile|brewfile|tiltfile)(?:\.[^/]{0,100})?$/,
    HASH,
  ],
];

/** How a comment of a document is written; undefined where it has none, or nobody knows. */
export function marksOf({ uri, text, reading }: Document): CommentMarks | undefined {
  const name = uri.toLowerCase();
  if (!reading.isPlain) {
    const [mark = '#'] = commentsOf(reading.format);
    // What is read as YAML may be JSON, which has no comments.
    const isJson =
      mark === '#' && (name.endsWith('.json') || (/\.ya?ml$/.test(name) && JSON_TEXT.test(text)));
    return isJson ? undefined : { open: `${mark} `, close: '' };
  }
  const known = MARKS.find(([names]) => names.test(name));
  return known ? known[1] : text.startsWith('#!') ? HASH : undefined;
}

const JSON_TEXT = /^\s*[{[]/;

/** A comment that says something. */
export function comment({ open, close }: CommentMarks, said: string): string {
  // XML allows no `--` within a comment.
  return close === '' ? `${open}${said}` : `${open}${said.replace(/ -- $/, '')}${close}`;
}
