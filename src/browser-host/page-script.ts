import { readFile } from 'node:fs/promises'

/**
 * The classic script that runs before the page's own: the host's half of Electron, and the app's preload inside a
 * function whose `require('electron')` the first provides.
 */
export async function buildPageScript(hostPagePath: string, preloadPath: string | null): Promise<string> {
  const hostPage = await readFile(hostPagePath, 'utf8')
  const preload = preloadPath === null ? '' : await readFile(preloadPath, 'utf8')
  return `(() => {
const host = { exports: {} };
((module, exports) => {
${hostPage}
})(host, host.exports);
host.exports.startPage((require, module, exports) => {
${preload}
});
})();
`
}
