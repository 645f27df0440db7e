/** What a template puts in, and what it does else, on one line: of Go, Jinja and Handlebars, and of ERB. */
const ACTION = /\{\{[^{}\n]{0,400}\}\}|\{%[^%\n]{0,400}%\}|<%[^%\n]{0,400}%>/g;

/** Puts in a value: nobody knows which. */
const PUTS =
  /^(?:\{\{[-~]?(?!\s{0,8}(?:if|else|end|range|with|define|block)\b)\s{0,8}[\w.$('"@]|<%=|<%-(?!\s{0,8}(?:if|unless|els|end|for|while|case|when|\}|[\w.@]{1,80}\.each)))/;

/** A word at the end that stands for a value which another program puts in: `WEB_PORT`, `__PORT__`, `%%PORT%%`, `@PORT@`. */
const MARK = /(?:^|:)(?:[A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){1,8}|__\w{1,64}__|%%\w{1,64}%%|@\w{1,64}@)$/;

/** Whether what stands in the place of a port is a mark for one: nobody starts a file with it. */
export function endsInMark(value: string): boolean {
  return MARK.test(value);
}

/** A text of the same length without the actions of its template: a word that says nothing where one puts in a value. */
export function withoutActions(text: string): string {
  return text.replace(ACTION, action => (PUTS.test(action) ? '_' : ' ').repeat(action.length));
}
