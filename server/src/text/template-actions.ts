import { type Span, without } from './spans';

/** What a template puts in, and what it does else, on one line: of Go, Jinja and Handlebars, and of ERB. */
const ACTION = /\{\{[^{}\n]{0,400}\}\}|\{%[^%\n]{0,400}%\}|<%[^%\n]{0,400}%>/g;

/** Puts in a value: nobody knows which. */
const PUTS =
  /^(?:\{\{[-~]?(?!\s{0,8}(?:if|else|end|range|with|define|block)\b)\s{0,8}[\w.$('"@]|<%=|<%-(?!\s{0,8}(?:if|unless|els|end|for|while|case|when|\}|[\w.@]{1,80}\.each)))/;

/** Says under which condition, how often or where something is put in. */
const GOVERNS =
  /(?:\{\{|\{%|<%)[-~#/=\s]{0,8}(?:if|elif|else|elsif|unless|end|endif|endfor|for|each|range|with|define|block|template|include|import|extends|set|macro)\b/;

/** Whether a text has actions that do more than put in values. */
export function governs(text: string): boolean {
  return GOVERNS.test(text);
}

/** Where an action begins: of Go, Jinja and Handlebars, of ERB, and of PHP. */
const OPENS = /\{\{|\{%|<%|<\?(?:php|=)/;

/** Whether an action of a template begins in a text. */
export function opensAction(text: string): boolean {
  return OPENS.test(text);
}

/** How a language of templates is told from the one that a file is in, beside its actions. */
export interface Marks {
  /** What stands for a value. */
  readonly marks: RegExp;
  /** A comment of the file, with the flag `g`. */
  readonly comment: RegExp;
}

/**
 * Whether a template makes more of a file than values in its texts: one of the marks stands outside of these, or in a
 * comment that says under which condition something counts. A block of Lua or a format of a log may have such marks of
 * its own. `textsOf` gives these texts in their order; it is asked only where there are marks at all.
 */
export function isMadeBy({ marks, comment }: Marks, text: string, textsOf: () => readonly Span[]): boolean {
  const isMarked = (code: string) => opensAction(code) || marks.test(code);
  if (!isMarked(text)) return false;
  return isMarked(without(textsOf(), text).replace(comment, one => (governs(one) ? one : '')));
}

/** A word at the end that stands for a value which another program puts in: `WEB_PORT`, `__PORT__`, `%%PORT%%`, `@PORT@`. */
const MARK = /(?:^|:)(?:[A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){1,8}|__\w{1,64}__|%%\w{1,64}%%|@\w{1,64}@)$/;

/** Whether what stands in the place of a port is a mark for one: nobody starts a file with it. */
export function endsInMark(value: string): boolean {
  return MARK.test(value);
}

/**
 * A mark for what a template puts in: `__PORT__`, `___`, `${templateOption:port}` (containers.dev, Dev
 * Container Templates). A word by itself may be a name that lacks its `$`.
 */
const PUT_IN = /\$\{templateOption:|^(?:__\w{1,64}__|_{2,64}|%%\w{1,64}%%|@\w{1,64}@)$/;

/** Whether another program puts in what a value is: nobody starts a file with it as it is written. */
export function isPutIn(value: string): boolean {
  return opensAction(value) || PUT_IN.test(value);
}

/** A text of the same length without the actions of its template: a word that says nothing where one puts in a value. */
export function withoutActions(text: string): string {
  return text.replace(ACTION, action => (PUTS.test(action) ? '_' : ' ').repeat(action.length));
}
