// A tab for each file: one stop of the Tab key, arrows lead from one to the next.
import { make } from './dom';

export interface Tab {
  readonly name: string;
  /** How many errors and warnings its file has. */
  readonly problems: number;
}

/** Gives what shows tabs; `select` is told whose file somebody wants to see. */
export function createTabs(
  list: HTMLElement,
  select: (name: string) => void,
): (tabs: readonly Tab[], current: string) => void {
  list.addEventListener('keydown', event => {
    const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
    const at = tabs.findIndex(tab => tab.matches(':focus'));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const name = tabs[(to + tabs.length) % tabs.length]?.dataset.name;
    // The tab that is shown as the current one has the focus then.
    if (name !== undefined) select(name);
  });

  return (tabs, current) => {
    const hadFocus = list.contains(document.activeElement);
    list.replaceChildren(
      ...tabs.map(({ name, problems }) => {
        const isCurrent = name === current;
        const tab = make(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: isCurrent ? 'current-tab' : undefined,
            'aria-selected': String(isCurrent),
            'aria-controls': 'editor',
            tabindex: isCurrent ? '0' : '-1',
            'data-name': name,
          },
          name,
        );
        if (problems > 0)
          tab.append(make('span', { class: 'badge', 'aria-label': `, ${problems} found` }, String(problems)));
        tab.addEventListener('click', () => select(name));
        return tab;
      }),
    );
    const selected = list.querySelector<HTMLElement>('[aria-selected="true"]');
    if (hadFocus) selected?.focus();
    if (selected) bringIntoSight(list, selected);
  };
}

/** Not by `scrollIntoView`, from which on the Tab key would go on. */
function bringIntoSight(list: HTMLElement, tab: HTMLElement): void {
  const start = tab.offsetTop - list.offsetTop;
  const end = start + tab.offsetHeight;
  if (start < list.scrollTop) list.scrollTop = start;
  else if (end > list.scrollTop + list.clientHeight) list.scrollTop = end - list.clientHeight;
}
