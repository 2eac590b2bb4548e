/**
 * A name as the most forgiving file system sees it: composed (NFC) and without case. Two names that fold alike may be
 * one file on some disk, so they are never both used in one folder.
 */
export function foldName(name: string): string {
  // By way of upper case ß, ſ and the Greek final sigma fold as well; ẞ has to be lowered first. Upper case takes some
  // letters apart, hence NFC again.
  return name.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC')
}
