import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as z from 'zod'
import { Settings } from '../../../src/shared/settings.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A fresh home folder of the app with these settings in it; removed when the test ends. */
export async function homeWith(settings: z.input<typeof Settings>): Promise<string> {
  const folder = await tempFolder()
  await writeFile(join(folder, 'settings.json'), JSON.stringify(Settings.parse(settings)))
  return folder
}
