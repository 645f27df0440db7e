import { isPromised, mayBeOfFormat } from '../systems/all';
import { fileName } from '../text/uri';

/** Folders that hold other people's files, or none that a person edits. */
const SKIPPED_FOLDERS = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  '__pycache__',
  '.venv',
]);

/** Endings of text files in which people write URLs. */
const TEXT_ENDINGS = new Set(
  (
    'yml yaml json jsonc json5 toml ini cfg conf config properties env xml md mdx txt rst adoc sh bash zsh fish ps1 bat cmd mk tf tfvars hcl ' +
    'http rest js mjs cjs ts mts cts jsx tsx vue svelte py rb php go rs java kt kts scala cs fs ex exs html htm css gradle sbt service nix'
  ).split(' '),
);

const TEXT_NAMES = new Set(['makefile', 'justfile', 'procfile', 'vagrantfile', 'jenkinsfile', 'readme']);

/** Written by tools: long, and nobody's to edit. */
const GENERATED =
  /(?:^package-lock\.json|\.lock|-lock\.ya?ml|^npm-shrinkwrap\.json|\.min\.(?:js|css)|\.map)$/;

/** What another file is made of, or stands in for one: `default.conf.template` is text as `default.conf` is. */
const TEMPLATE =
  /\.(?:template|tmpl|tpl|j2|example|sample|dist)$|(?<=\.conf)\.(?:static|in|inc|local|dev|development|staging|prod|production|http|https|ssl)$|(?<=\.(?:conf|cfg|ya?ml|json|env))\.(?:jinja2?|hbs|mustache|erb|twig)$/;

/** What is made of it may have any name: `user-data.tpl`, `site.j2`. */
const IS_TEMPLATE = /\.(?:template|tmpl|tpl|j2)$/;

/** Whether a file's name promises ports: a format of ours, or a text in which people write URLs. */
export function isCandidate(name: string, folder: string): boolean {
  if (isPromised(`/${encodeURIComponent(name)}`)) return true;
  // `web_conf` is what others call `web.conf`.
  const lower = name
    .toLowerCase()
    .replace(TEMPLATE, '')
    .replace(/[-_](?=conf$|cfg$)/, '.');
  if (GENERATED.test(lower)) return false;
  // What others call `.env`.
  if (/^\.?env(?:[-_]|$)/.test(lower)) return true;
  if (IS_TEMPLATE.test(name.toLowerCase()) && !lower.includes('.')) return true;
  const ending = lower.slice(lower.lastIndexOf('.') + 1);
  return (
    TEXT_NAMES.has(lower) || TEXT_ENDINGS.has(ending) || mayBeOfFormat(ending, fileName(folder.slice(0, -1)))
  );
}

/** Whether a folder is looked into. */
export function isSearched(name: string): boolean {
  return !SKIPPED_FOLDERS.has(name);
}
