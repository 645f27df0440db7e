// Questions to the person: each is a dialog, which Escape closes, and which gives the focus back.
import { button, make } from './dom';

/** Shows a dialog until `fill` calls `close`, or somebody leaves it; gives what it was closed with. */
export function ask<Answer>(
  title: string,
  fill: (close: (answer: Answer) => void) => readonly Node[],
): Promise<Answer | undefined> {
  return new Promise(resolve => {
    let given: Answer | undefined;
    const heading = make('h2', { id: 'dialog-title' }, title);
    const dialog = make('dialog', { 'aria-labelledby': 'dialog-title' }, heading);
    dialog.append(
      ...fill(answer => {
        given = answer;
        dialog.close();
      }),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(given);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export interface Choice<Value> {
  readonly title: string;
  readonly value: Value;
}

/** Lets somebody choose one of several things: arrows lead from one to the next. */
export function choose<Value>(title: string, choices: readonly Choice<Value>[]): Promise<Value | undefined> {
  return ask<Value>(title, close => {
    const list = make('ul', { class: 'choices' });
    const buttons = choices.map(choice => button(choice.title, () => close(choice.value)));
    list.append(...buttons.map(one => make('li', {}, one)));
    list.addEventListener('keydown', event => {
      const at = buttons.findIndex(one => one.matches(':focus'));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
    });
    const none = make('p', {}, 'There is nothing to fix here. Put the cursor on an underlined port.');
    return [choices.length > 0 ? list : none, bottom(button('Cancel', () => closeAround(list, none)))];
  });
}

/** Asks for a name; `refusal` says why one cannot be. */
export function askName(
  title: string,
  name: string,
  refusal: (name: string) => string | undefined,
): Promise<string | undefined> {
  return ask<string>(title, close => {
    const input = make('input', {
      type: 'text',
      value: name,
      id: 'name',
      autocomplete: 'off',
      spellcheck: 'false',
    });
    const problem = make('p', { class: 'refusal', role: 'alert' });
    const form = make(
      'form',
      { method: 'dialog' },
      make('label', { for: 'name' }, 'Name, with its folders'),
      input,
      problem,
      bottom(
        make('button', { type: 'submit' }, 'OK'),
        button('Cancel', () => closeAround(form)),
      ),
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      const wanted = input.value.trim();
      const why = refusal(wanted);
      if (why === undefined) close(wanted);
      else problem.textContent = why;
    });
    queueMicrotask(() => input.select());
    return [form];
  });
}

/** The buttons that end a dialog. */
export function bottom(...buttons: readonly Node[]): HTMLElement {
  return make('div', { class: 'bottom' }, ...buttons);
}

/** Closes the dialog that one of some elements is in. */
export function closeAround(...elements: readonly Element[]): void {
  for (const element of elements) element.closest('dialog')?.close();
}
