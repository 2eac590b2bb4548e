import type { SourceFormat } from '../../shared/image-facts.ts'
import type { StateLook } from './row-view.ts'

/**
 * Icons of Lucide as one path each. A row has three of them and a table some forty rows: as components they took longer
 * to put into the page than all the rest of it.
 */
const circle = 'M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0'
const frame = 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'
const picture = `${frame}M7 9a2 2 0 1 0 4 0a2 2 0 1 0-4 0M21 15l-3.086-3.086a2 2 0 0 0-2.828 0L6 21`
const film = `${frame}M7 3v18M3 7.5h4M3 12h18M3 16.5h4M17 3v18M17 7.5h4M17 16.5h4`
const pen =
  'M15.707 21.293a1 1 0 0 1-1.414 0l-1.586-1.586a1 1 0 0 1 0-1.414l5.586-5.586a1 1 0 0 1 1.414 0l1.586 1.586a1 1 0 0 1 0 1.414z' +
  'M18 13l-1.375-6.874a1 1 0 0 0-.746-.776L3.235 2.028a1 1 0 0 0-1.207 1.207L5.35 15.879a1 1 0 0 0 .776.746L13 18' +
  'M2.3 2.3l7.286 7.286M9 11a2 2 0 1 0 4 0a2 2 0 1 0-4 0'

/** What stands for a picture that is not seen. */
export function formatIcon(format: SourceFormat | null): string {
  return format === 'gif' ? film : format === 'svg' ? pen : picture
}

export const stateIcons: Readonly<Record<StateLook, string>> = {
  quiet:
    'M10.1 2.182a10 10 0 0 1 3.8 0M13.9 21.818a10 10 0 0 1-3.8 0M17.609 3.721a10 10 0 0 1 2.69 2.7' +
    'M2.182 13.9a10 10 0 0 1 0-3.8M20.279 17.609a10 10 0 0 1-2.7 2.69M21.818 10.1a10 10 0 0 1 0 3.8' +
    'M3.721 6.391a10 10 0 0 1 2.7-2.69M6.391 20.279a10 10 0 0 1-2.69-2.7',
  running: 'M21 12a9 9 0 1 1-6.219-8.56',
  good: `${circle}M16 9l-5.5 5.5L8 12`,
  warn: `${circle}M9 15l6-6`,
  bad: `${circle}M15 9l-6 6M9 9l6 6`,
}

export const cautionIcon = 'M21.73 18l-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01'
