import { type PortPart, parsePortPart } from '../../text/port-spec';
import { type Block, literal } from '../../text/source-text';
import { lineStarts, positionAt } from '../../text/spans';
import { MAX_ENTRIES } from '../system';

/** The word that a setting is called by, and digits behind it, which no other number follows. */
const PORT = /["']?\bport["']?[ \t]{0,16}[:=][ \t]{0,16}["']?(\d{2,5})(?![\w.])/g;

/**
 * The ports that the settings of a development server give as plain numbers: `server: { port: 3000 }`. What a program
 * works out is not known.
 */
export function portsInSettings(text: string, block: Block): readonly PortPart[] {
  const ports: PortPart[] = [];
  const starts = lineStarts(text);
  for (const match of text.matchAll(PORT)) {
    const [whole, digits = ''] = match;
    // What a comment says is no setting.
    const lineStart = match.index - positionAt(starts, match.index).character;
    if (/^[ \t]*(?:\/\/|\*|#)/.test(text.slice(lineStart, lineStart + MAX_START))) continue;
    const part = parsePortPart(literal(block, digits, match.index + whole.length - digits.length));
    if (part?.range) ports.push(part);
    // More than a file may have: that is told of it as a whole.
    if (ports.length > MAX_ENTRIES) break;
  }
  return ports;
}

/** So much of a line is looked at. */
const MAX_START = 200;
