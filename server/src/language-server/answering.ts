import { CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Document } from '../systems/reading';
import type { Session } from './session';
import { canonical } from './uris';

/** Files that change again and again are not waited for. */
const MAX_ROUNDS = 5;

/** What a request of the protocol is answered with. */
export type Handler<Params, Answer> = (params: Params, token?: CancellationToken) => Promise<Answer>;

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

/** Answers a request that comes between `initialize` and `shutdown`, unless the editor takes it back meanwhile. */
export function answering<Params, Answer>(
  session: Session,
  answer: (params: Params, throwIfCancelled: () => void) => Promise<Answer>,
): Handler<Params, Answer> {
  return async (params, token) => {
    if (session.state === 'new')
      throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The server waits for "initialize".');
    if (session.state === 'ended')
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server is shut down.');
    await session.isReady;
    return answer(params, () => {
      // What is no token has no such flag: the library passes on any parameter too many that a message has.
      if (token?.isCancellationRequested === true)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Nobody waits for it any more.');
    });
  };
}

/** Answers from a document as it is once the changes before the request are in; `otherwise` where that takes too much work. */
export function whenRead<Params extends OfDocument, Answer>(
  session: Session,
  otherwise: Answer,
  answer: (document: Document, params: Params) => Answer,
): Handler<Params, Answer> {
  return answering(session, async (params, throwIfCancelled) => {
    await session.changes.rest();
    throwIfCancelled();
    const document = session.workspace.document(canonical(params.textDocument.uri));
    return document ? session.attempt(document.uri, otherwise, () => answer(document, params)) : otherwise;
  });
}

/** Waits until every file is known, and everything is taken in that the editor has told of. */
export async function untilKnown({ scanning, events, changes }: Session): Promise<void> {
  await scanning.done();
  await events.rest();
  await changes.rest();
}

/** The same for what is only right when every file is known, as a change of all places of a port is. */
export function whenScanned<Params extends OfDocument, Answer>(
  session: Session,
  otherwise: Answer,
  answer: (document: Document, params: Params) => Answer,
): Handler<Params, Answer> {
  const read = whenRead(session, otherwise, answer);
  return answering(session, async (params, throwIfCancelled) => {
    await untilKnown(session);
    throwIfCancelled();
    return read(params, CancellationToken.None);
  });
}

/**
 * The same for an edit, which has to count in what the files say now: not every editor tells of a change on disk,
 * and no one at once. `edited` gives the files that an answer changes.
 */
export function whenFresh<Params extends OfDocument, Answer>(
  session: Session,
  otherwise: Answer,
  answer: (document: Document, params: Params) => Answer,
  edited: (answer: Answer) => readonly string[],
): Handler<Params, Answer> {
  const scanned = whenScanned(session, otherwise, answer);
  return answering(session, async (params, throwIfCancelled) => {
    return untilFresh(session, throwIfCancelled, () => scanned(params, CancellationToken.None), edited);
  });
}

/** Does work, and again as long as a file that it is to change turns out to be another on the disk; `edited` names these. */
export async function untilFresh<Result>(
  session: Session,
  throwIfCancelled: () => void,
  work: () => Promise<Result>,
  edited: (result: Result) => readonly string[],
): Promise<Result> {
  for (let round = 1; ; round++) {
    const result = await work();
    throwIfCancelled();
    if (round === MAX_ROUNDS || !(await session.workspace.freshen(edited(result)))) return result;
    session.refreshing.diagnostics();
  }
}
