import type { Hover, HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../../features/hover';
import { plainText } from '../../features/markdown';
import { whenRead } from '../answering';
import type { Session } from '../session';

export function handleHover(session: Session): void {
  const { connection, workspace } = session;
  connection.onHover(
    whenRead<HoverParams, Hover | null>(session, null, (document, { position }) => {
      const { options, markdownHovers } = session.client;
      const hover = hoverAt(workspace, document, position, options.commands);
      if (!hover) return null;
      const { markdown, range } = hover;
      const contents = markdownHovers
        ? { kind: 'markdown' as const, value: markdown }
        : { kind: 'plaintext' as const, value: plainText(markdown) };
      return { contents, range };
    }),
  );
}
