import type { ServerNotifications } from '../../protocol/messages';
import type { Session } from '../session';

/** The machine is not looked at more often than this unasked, in milliseconds: on Windows it takes a second. */
const LOOKS_APART = 5000;

/** The machine is looked at when the editor asks or a file is saved, never while somebody types. */
export async function lookAtMachine(session: Session, isAsked: boolean): Promise<void> {
  const { machine } = session.platform;
  if (!machine || !session.mayLook || (!isAsked && Date.now() - session.lookedAt < LOOKS_APART)) return;
  await machine.look();
  session.lookedAt = Date.now();
  session.refreshing.diagnostics();
}

export function handleMachine(session: Session): void {
  session.connection.onNotification(
    'portolan/lookAtMachine',
    ({ may, isAsked }: ServerNotifications['portolan/lookAtMachine']) => {
      session.mayLook = may;
      if (may)
        void session.background.run('The ports of this machine', () => lookAtMachine(session, isAsked));
      else session.refreshing.diagnostics();
    },
  );
}
