/**
 * A name as the most forgiving file system sees it: composed (NFC) and without case. Two names that fold alike may be
 * one file on some disk, so they are never both used in one folder.
 */
export function foldName(name: string): string {
  // Lower of upper also folds ß, ſ and the Greek final sigma.
  return name.normalize('NFC').toUpperCase().toLowerCase()
}
