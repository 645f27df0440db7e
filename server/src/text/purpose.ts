/**
 * What a file is to the person who owns the project, which decides how far it is trusted:
 *
 * - `configuration`: what programs are set up with. Its ports are judged, and move.
 * - `documentation`: what people of the project read. Its ports move along.
 * - `code`: source code, tests and other prose. Its ports are linked for reading, and move where somebody says so.
 * - `foreign`: vendored, generated and minified files, and the record of what was. Never edited.
 */
export type Purpose = 'configuration' | 'documentation' | 'code' | 'foreign';

/** Whether ports of a file are judged, and move with the project's, without a question. */
export function isPlainPurpose(purpose: Purpose): boolean {
  return purpose === 'configuration' || purpose === 'documentation';
}

/** Folders of other people's files, as GitHub's Linguist knows them (`vendor.yml`). */
const VENDORED_FOLDER =
  /(?:^|\/)(?:vendors?|third[-_]?party|3rd[-_]?party|externals?|bower_components|node_modules|jspm_packages|site-packages|\.yarn|Pods|Carthage|deps|wwwroot\/lib|gradle\/wrapper|\.venv|venv)\//i;

/** What programs write (Linguist's `generated.rb`), and folders that builds fill. */
const GENERATED =
  /(?:^|\/)(?:dist|build|out|target|\.next|\.nuxt|__snapshots__)\/.*\.(?:js|mjs|cjs|css|map|html?)$|[.-]min\.(?:js|mjs|css)$|\.(?:bundle|chunk)\.(?:js|css)$|(?:^|\/)(?:jquery|bootstrap)[^/]*\.(?:js|css)$|\.(?:map|snap|lock|pb\.go|designer\.cs)$/i;

/** What tells how things were. */
const HISTORY =
  /(?:^|\/)(?:change[-_]?log|changes|history|news|releases?|release[-_]?notes?|whats[-_]?new)(?:[-_.][^/]*)?(?:\/.*)?\.(?:md|mdx|markdown|txt|rst|adoc)$|(?:^|\/)\.?change(?:log|set)s?\//i;

const TESTS =
  /(?:^|\/)(?:(?:unit|integration|functional|e2e)[-_]?tests?|tests?|__tests__|__mocks__|mocks?|specs?|fixtures?|__fixtures__|testdata|test-data|test_data|e2e|cypress)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|[._-](?:test|tests|spec|e2e)\.[a-z]+$/i;

/** What a build runs, also that of tests. */
const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;

/** Prose that a project's people read: its README and what is told beside it, and its folders of documentation. */
const DOCUMENTATION =
  /(?:^|\/)(?:read[-_.]?me|contributing|install(?:ation)?|getting[-_]?started|quick[-_]?start|develop(?:ment|ing)?|hacking|deploy(?:ment)?|setup|usage)(?:[-_.][^/]*)?$|(?:^|\/)(?:docs?|documentation|man)\//i;

const PROSE = /\.(?:md|mdx|markdown|txt|rst|adoc|asciidoc)$|(?:^|\/)[^/.]+$/i;

/** How to get from one version to another: what it names may be of the one or of the other. */
const GUIDES_OF_CHANGE =
  /(?:^|\/)(?:upgrad(?:e|ing)|migrat(?:e|ion|ing))(?:[-_.][^/]*)?(?:\/.*)?\.(?:md|mdx|markdown|txt|rst|adoc)$/i;

/** Languages in which programs are written; what is in none of them sets a program up. */
const CODE =
  /\.(?:js|mjs|cjs|ts|mts|cts|jsx|tsx|vue|svelte|py|rb|php|go|rs|java|kt|scala|cs|fs|ex|exs|html?|css|less|scss|ipynb|c|cc|cpp|h|hpp|swift|dart|lua|pl|r|clj|erl|hs)$/i;

/** JavaScript that sets up a development server or a test runner is configuration all the same. */
const CODE_THAT_CONFIGURES = /(?:^|\/)[\w.-]*(?:\.config|\.conf|rc)\.(?:[mc]?[jt]s)$/i;

/** Files that run or set up programs, and have no ending. */
const NAMES_OF_CONFIGURATION =
  /(?:^|\/)(?:makefile|justfile|procfile|vagrantfile|jenkinsfile|caddyfile|rakefile|gemfile)$/i;

/** Whether a file is a program, by its path: what it holds is text of the program. */
export function isSourceCode(path: string): boolean {
  return CODE.test(path) && !CODE_THAT_CONFIGURES.test(path);
}

/** What a file is for, by its path from the workspace folder, with `/`. */
export function purposeOf(path: string): Purpose {
  if (VENDORED_FOLDER.test(path) || GENERATED.test(path) || HISTORY.test(path)) return 'foreign';
  if (WORKFLOW.test(path)) return 'configuration';
  if (TESTS.test(path)) return 'code';
  if (NAMES_OF_CONFIGURATION.test(path) || CODE_THAT_CONFIGURES.test(path)) return 'configuration';
  if (CODE.test(path)) return 'code';
  if (PROSE.test(path))
    return DOCUMENTATION.test(path) && !GUIDES_OF_CHANGE.test(path) ? 'documentation' : 'code';
  return 'configuration';
}
