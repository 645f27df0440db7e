/** What starts a line of a shell script and none of a `.env` file. */
const SHELL =
  /^[ \t]*(?:(?:if|elif|while|until|for|case|function)[ \t]|set[ \t]+[-+]|source[ \t]|(?:fi|done|esac)[ \t\r]*$)/m;

/** Whether a text is a shell script rather than a list of variables. */
export function isShellScript(text: string): boolean {
  return text.startsWith('#!') || SHELL.test(text);
}
