// How the text of a file is coloured: by its name.
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { nginx } from '@codemirror/legacy-modes/mode/nginx';
import { properties } from '@codemirror/legacy-modes/mode/properties';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

const LANGUAGES: readonly (readonly [names: RegExp, language: () => Extension])[] = [
  [/\.ya?ml$/i, yaml],
  [/\.(?:json|jsonc)$/i, json],
  [
    /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.(?:dockerfile|containerfile)$/i,
    () => StreamLanguage.define(dockerFile),
  ],
  [/\.conf(?:\.template)?$/i, () => StreamLanguage.define(nginx)],
  [
    /(?:^|\/)\.env[^/]*$|\.(?:env|properties|container|pod|kube|socket|toml|ini)$/i,
    () => StreamLanguage.define(properties),
  ],
  [/\.(?:sh|bash)$|(?:^|\/)(?:Makefile|Procfile)$/i, () => StreamLanguage.define(shell)],
];

/** The colours of a file, by its name: none where nobody knows its language. */
export function languageOf(name: string): Extension {
  return LANGUAGES.find(([names]) => names.test(name))?.[1]() ?? [];
}

/** The colours are those of the page, light or dark. */
export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.comment, color: 'var(--code-comment)' },
    { tag: [tags.string, tags.content], color: 'var(--code-string)' },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
    {
      tag: [
        tags.definition(tags.propertyName),
        tags.propertyName,
        tags.keyword,
        tags.definition(tags.variableName),
      ],
      color: 'var(--code-name)',
    },
    { tag: [tags.variableName, tags.labelName], color: 'var(--code-variable)' },
  ]),
);
